import { AssignerProtocol } from 'kafkajs';

/** The one way this software shares partitions among the members of a group. */
export const assignmentProtocol = 'notes-round-robin';

/** What a member tells the group of itself: the topic it reads. */
export function encodeMembership(topic: string): Buffer {
  return AssignerProtocol.MemberMetadata.encode({ version: 0, topics: [topic], userData: Buffer.alloc(0) });
}

/**
 * Shares all partitions out, as evenly as they go; the same for the same members. A member beyond the number of partitions
 * gets none.
 */
export function sharePartitions(members: readonly string[], partitions: number): Map<string, number[]> {
  const shares = new Map<string, number[]>([...members].sort().map((member) => [member, []]));
  const order = [...shares.values()];
  for (let partition = 0; partition < partitions; partition += 1) order[partition % order.length]?.push(partition);
  return shares;
}

export function encodeAssignment(topic: string, partitions: readonly number[]): Buffer {
  const assignment = { [topic]: [...partitions] };
  return AssignerProtocol.MemberAssignment.encode({ version: 0, assignment, userData: Buffer.alloc(0) });
}

/** The partitions of the topic in an assignment; none in an empty one. */
export function decodeAssignment(topic: string, bytes: Buffer): readonly number[] {
  if (bytes.length === 0) return [];
  return AssignerProtocol.MemberAssignment.decode(bytes)?.assignment[topic] ?? [];
}
