import { call } from '../../harness/http.ts';

/** Writes notes in bulk: each call is a burst of as many events. Bodies of about 200 bytes. Resolves with the last position. */
export async function burst(commandUrl: string, calls: number, notes: number): Promise<string> {
  const body = {
    notes: Array.from({ length: notes }, (_, i) => ({ title: `Burst ${i}`, description: 'x'.repeat(100) })),
  };
  let position = '';
  for (let i = 0; i < calls; i++) {
    const answer = await call('POST', `${commandUrl}/v1/notes/bulk`, { body });
    if (answer.status !== 201) throw new Error(`a bulk create was answered ${answer.status}`);
    position = answer.headers.get('consistency-token') ?? '';
  }
  return position;
}
