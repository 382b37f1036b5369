import { brokerError, code } from '../broker-error.ts';
import { formatAddress } from '../cluster/address.ts';
import { type Link, openLink } from '../cluster/link.ts';
import { Router } from '../cluster/router.ts';
import { readTopology } from '../cluster/topology.ts';
import type { LogConfig, LogLogger } from '../log-config.ts';
import { asReadError, LogError } from '../log-error.ts';
import {
  assignmentProtocol,
  decodeAssignment,
  encodeAssignment,
  encodeMembership,
  sharePartitions,
} from './group-protocol.ts';

export type GroupSettings = {
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
};

export type Membership = { readonly memberId: string; readonly generationId: number };
export type Assignment = Membership & { readonly partitions: readonly number[] };

/** The group's requests to its coordinator, over a link of their own. All reject with LogError. */
export type Coordinator = {
  /** Joins, as this member or as a new one, and gets the share. Waits for the other members, up to the rebalance time-out. */
  join(memberId: string): Promise<Assignment>;
  /** Answers with the broker's error code. */
  heartbeat(membership: Membership): Promise<number>;
  leave(membership: Membership): Promise<void>;
  close(): void;
};

/** The member id is gone or was never known: join as a new one. */
export class MemberForgotten extends LogError {
  constructor() {
    super('unavailable', 'the group no longer knows this member');
    this.name = 'MemberForgotten';
  }
}

const requestTimeoutMs = 5_000;
const groupCoordinatorType = 0;

/** Finds the group's coordinator and connects to it. Rejects with LogError. */
export async function findCoordinator(
  config: LogConfig,
  settings: GroupSettings,
  logger: LogLogger,
): Promise<Coordinator> {
  const router = new Router(config, { logger, requestTimeoutMs });
  try {
    const found = await (await router.anyLink()).call<{
      errorCode: number;
      coordinator: { host: string; port: number };
    }>('GroupCoordinator', { groupId: settings.groupId, coordinatorType: groupCoordinatorType });
    if (found.errorCode !== code.none) throw brokerError(found.errorCode, `coordinator of group ${settings.groupId}`);
    const { host, port } = found.coordinator;
    logger.debug({ groupId: settings.groupId, coordinator: formatAddress({ host, port }) }, 'group coordinator found');
    const link = await openLink(config, { host, port }, { logger, requestTimeoutMs });
    return createCoordinator(config, settings, link);
  } catch (error) {
    throw asReadError(error);
  } finally {
    router.close();
  }
}

type JoinResponse = {
  errorCode: number;
  generationId: number;
  leaderId: string;
  memberId: string;
  members: { memberId: string }[];
};

function createCoordinator(config: LogConfig, settings: GroupSettings, link: Link): Coordinator {
  const { groupId, sessionTimeoutMs, rebalanceTimeoutMs } = settings;

  async function requestJoin(memberId: string): Promise<JoinResponse> {
    const joined = await link.call<JoinResponse>('JoinGroup', {
      groupId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      memberId,
      protocolType: 'consumer',
      groupProtocols: [{ name: assignmentProtocol, metadata: encodeMembership(config.topic) }],
    });
    // A new member is given its id first, so that a join whose answer is lost leaves no ghost in the group.
    if (joined.errorCode === code.memberIdRequired) return requestJoin(joined.memberId);
    check(joined.errorCode, 'join');
    return joined;
  }

  async function shares(joined: JoinResponse): Promise<{ memberId: string; memberAssignment: Buffer }[]> {
    if (joined.leaderId !== joined.memberId) return [];
    const { partitions } = await readTopology(link, config.topic);
    if (partitions === undefined) throw new LogError('unavailable', `Kafka has no topic ${config.topic} (yet)`);
    const members = joined.members.map(({ memberId }) => memberId);
    return [...sharePartitions(members, partitions)].map(([memberId, own]) => ({
      memberId,
      memberAssignment: encodeAssignment(config.topic, own),
    }));
  }

  function check(errorCode: number, what: string): void {
    if (errorCode === code.none) return;
    if (errorCode === code.unknownMember) throw new MemberForgotten();
    if (errorCode === code.illegalGeneration || errorCode === code.rebalanceInProgress) {
      throw new LogError('unavailable', `${what} group ${groupId}: overtaken by another rebalance`);
    }
    throw asReadError(brokerError(errorCode, `${what} group ${groupId}`));
  }

  return {
    join: async (memberId) => {
      const joined = await requestJoin(memberId);
      const membership = { memberId: joined.memberId, generationId: joined.generationId };
      const synced = await link.call<{ errorCode: number; memberAssignment: Buffer }>('SyncGroup', {
        groupId,
        ...membership,
        groupAssignment: await shares(joined),
      });
      check(synced.errorCode, 'sync');
      return { ...membership, partitions: decodeAssignment(config.topic, synced.memberAssignment) };
    },
    heartbeat: async ({ memberId, generationId }) => {
      const answer = await link.call<{ errorCode: number }>('Heartbeat', {
        groupId,
        memberId,
        groupGenerationId: generationId,
      });
      return answer.errorCode;
    },
    leave: async ({ memberId }) => {
      await link.call('LeaveGroup', { groupId, memberId, members: [{ memberId }] });
    },
    close: () => link.close(),
  };
}
