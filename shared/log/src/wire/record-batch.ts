/**
 * The layout of a record batch, format 2. The checksum covers everything from the attributes on:
 *
 *     base offset 8 · length of what follows 4 · leader epoch 4 · magic 1 · crc 4 · attributes 2 · last offset delta 4 ·
 *     first time 8 · last time 8 · producer id 8 · producer epoch 2 · base sequence 4 · count 4 · records
 */
export const batchPrefixBytes = 12;
export const batchHeaderBytes = 61;
export const attributesAt = 21;
export const crcAt = 17;
export const magicOfFormat2 = 2;

export const compressionMask = 0x07;
export const logAppendTimeFlag = 0x08;
export const controlFlag = 0x20;
