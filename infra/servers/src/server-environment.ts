/**
 * What Java, Postgres and Redis would take from a shell for themselves, over what they are told: other servers' addresses and options,
 * and languages, in which they would name files and write their logs.
 */
const theirs = /^(?:PG|POSTGRES|KAFKA_|REDIS_|_JAVA_|JDK_|JAVA_(?!HOME$)|LC_|LANG$|LANGUAGE$|CLASSPATH$)/;

/** The environment of a server of our own. Names of files are UTF-8: else Java could not open a folder called `ö`. */
export const serverEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !theirs.test(name))),
  LC_ALL: 'C.UTF-8',
});
