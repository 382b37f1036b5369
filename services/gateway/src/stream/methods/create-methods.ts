import { notePayloads } from '@notes/contracts';
import type { Authenticator } from '@notes/service';
import type { Subscriptions } from '../../feed/open-subscription.ts';
import type { Rooms } from '../../rooms/rooms.ts';
import type { AskService } from '../../rpc/ask-service.ts';
import type { NoteMethod } from '../../rpc/note-request.ts';
import type { Gateways } from '../gateways.ts';
import type { Method } from './method.ts';
import { noteMethod } from './note-method.ts';
import { ping } from './ping.ts';
import { publish } from './publish.ts';
import { refresh } from './refresh.ts';
import { serverInfo } from './server-info.ts';
import { subscribe } from './subscribe.ts';
import { unsubscribe } from './unsubscribe.ts';

export type MethodPorts = {
  readonly subscriptions: Subscriptions;
  readonly rooms: Rooms;
  readonly gateways: Gateways;
  readonly ask: AskService;
  readonly auth: Authenticator | undefined;
};

/** Every method that a socket can call, by name. */
export function createMethods({ subscriptions, rooms, gateways, ask, auth }: MethodPorts): ReadonlyMap<string, Method> {
  const noteMethods = Object.keys(notePayloads) as NoteMethod[];
  return new Map<string, Method>([
    ['subscribe', subscribe(subscriptions, rooms)],
    ['unsubscribe', unsubscribe],
    ['publish', publish(rooms)],
    ...noteMethods.map((method) => [method, noteMethod(method, ask)] as const),
    ['server_info', serverInfo(gateways)],
    ['ping', ping],
    ['auth.refresh', refresh(auth)],
  ]);
}
