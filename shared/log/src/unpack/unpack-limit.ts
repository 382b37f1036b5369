/**
 * What a batch may come to, unpacked: 32 MiB, where a broker takes one of 1 MiB as it comes. Some ways of compressing make a gigabyte of a
 * few bytes; a batch beyond this is one that cannot be read, for every reader alike.
 */
export const unpackLimit = 32 * 1024 * 1024;
