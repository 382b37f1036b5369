import type { LogLogger } from '../log-config.ts';

type Line = (message: string, extra?: object) => void;
export type KafkajsLogger = {
  namespace(name: string): KafkajsLogger;
  debug: Line;
  info: Line;
  warn: Line;
  error: Line;
};

/**
 * kafkajs' messages at debug: during an outage it has one for every attempt, while the states that matter are told once by
 * this package. Its own debug lines, two for every request, are dropped.
 */
export function kafkajsLogger(logger: LogLogger): KafkajsLogger {
  const line: Line = (message, extra) => logger.debug({ kafkajs: extra ?? {} }, message);
  const quiet: Line = () => {};
  const bridge: KafkajsLogger = { namespace: () => bridge, debug: quiet, info: line, warn: line, error: line };
  return bridge;
}
