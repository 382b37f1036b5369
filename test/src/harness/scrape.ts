type Labels = Readonly<Record<string, string>>;
export type Sample = { readonly name: string; readonly labels: Labels; readonly value: number };

/** What a service shows on `/metrics`, as Prometheus reads it. */
export class Page {
  readonly samples: readonly Sample[];

  constructor(text: string) {
    this.samples = text.split('\n').flatMap((line) => (line === '' || line.startsWith('#') ? [] : [readSample(line)]));
  }

  /** The one sample that has at least these labels; undefined without. Throws if there are several. */
  value(name: string, labels: Labels = {}): number | undefined {
    const found = this.#of(name, labels);
    if (found.length > 1) throw new Error(`${found.length} samples of ${name} have ${JSON.stringify(labels)}`);
    return found[0]?.value;
  }

  sum(name: string): number {
    return this.#of(name, {}).reduce((sum, { value }) => sum + value, 0);
  }

  largest(name: string): number {
    return Math.max(...this.#of(name, {}).map(({ value }) => value));
  }

  #of(name: string, labels: Labels): readonly Sample[] {
    const wanted = Object.entries(labels);
    return this.samples.filter(
      (sample) => sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value),
    );
  }
}

export async function scrape(url: string): Promise<Page> {
  return new Page(await (await fetch(`${url}/metrics`)).text());
}

function readSample(line: string): Sample {
  const [, name = '', inside = '', value = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
  const labels = Object.fromEntries([...inside.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]));
  return { name, labels, value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value) };
}
