/** Ports that nobody else is about to take: two stacks that start at once may both find a usual port free. */
export const anyPorts = { kafka: 0, kafkaController: 0, postgres: 0, redis: 0 } as const;
