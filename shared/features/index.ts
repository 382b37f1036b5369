/** Every resource by its name, for those to whom they are alike: the command line, and consumers of the log. */
export * as features from './all.ts';
