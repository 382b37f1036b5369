export type ServerEvent = { readonly data: string; readonly id: string | undefined };

const signOfLife: ServerEvent = { data: '', id: undefined };

/** Reads server-sent events out of a body. Each comment counts as an event without data: a sign of life. */
export async function* readEventStream(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent, void> {
  let rest = '';
  let fields: string[] = [];
  for await (const text of texts(body)) {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith(':')) yield signOfLife;
      else if (line !== '') fields.push(line);
      else {
        yield eventOf(fields);
        fields = [];
      }
    }
  }
}

async function* texts(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read())
      yield decoder.decode(part.value, { stream: true });
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function eventOf(fields: readonly string[]): ServerEvent {
  const valuesOf = (name: string): string[] =>
    fields.flatMap((line) => (line.startsWith(`${name}:`) ? [line.slice(name.length + 1).replace(/^ /, '')] : []));
  return { data: valuesOf('data').join('\n'), id: valuesOf('id').at(-1) };
}
