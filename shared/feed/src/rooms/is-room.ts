const prefix = 'rooms:';
const maxLength = 200;

/** Whether a channel is a room: `rooms:` and a name of 1 to 200 characters. Every such room exists. */
export function isRoom(channel: string): boolean {
  if (!channel.startsWith(prefix)) return false;
  const { length } = [...channel.slice(prefix.length)];
  return length >= 1 && length <= maxLength;
}
