import { readFileSync } from 'node:fs';
import { processSettings } from '@notes/service';
import { expect, test } from 'vitest';

// The text of the templates, without Helm: what `npm run check:k8s` renders has one set of values at a time, and is not part of `npm test`.

const text = readFileSync(new URL('../notes/templates/_environment.tpl', import.meta.url), 'utf8');
const definitions = new Map(
  text
    .split('{{- define "')
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('"')), part] as const),
);

/** Of Node, and what another variable refers to. */
const notOurs = ['NODE_EXTRA_CA_CERTS', 'POD_NAME'];
/** The service says which it is; and nothing is routed to the projector that could be drained. */
const leftAtDefault = (name: string) => ['OTEL_SERVICE_NAME', ...(name === 'projector' ? ['STOP_DELAY_MS'] : [])];

function variablesOf(definition: string): string[] {
  const body = definitions.get(definition);
  if (body === undefined) throw new Error(`_environment.tpl does not define ${definition}`);
  const own = [...body.matchAll(/^- (?:\{ )?name: ([A-Z_]+)/gm)].map(([, name = '']) => name);
  const included = [...body.matchAll(/include "([^"]+)"/g)].flatMap(([, name = '']) => variablesOf(name));
  return [...own, ...included];
}

test.each(Object.entries(processSettings))(
  'the chart can set each variable that %s reads, and no other',
  (name, settings) => {
    const set = variablesOf(`notes.environment.${name}`).filter((variable) => !notOurs.includes(variable));
    expect(set.toSorted()).toEqual(
      Object.keys(settings)
        .filter((variable) => !leftAtDefault(name).includes(variable))
        .toSorted(),
    );
  },
);
