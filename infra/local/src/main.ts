/** `start`, unless told to `reset`. Neither may be loaded before it is known which of them: both act at once. */
if (process.argv[2] === 'reset') await import('./reset.ts');
else await import('./start.ts');
