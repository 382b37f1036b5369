import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadConfig, processSettings } from '@notes/service';
import { type TSchema, Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

type Service = {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly profiles?: readonly string[];
  readonly read_only?: boolean;
  readonly security_opt?: readonly string[];
};

const file = (path: string) => readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const compose = parse(await file('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> };
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image.startsWith('notes:'));
const oneShot = new Set(['setup']);

const known: Record<string, TSchema> = Object.assign({}, ...Object.values(processSettings));

/** `${NAME:-default}` as Compose replaces it when NAME is not set. */
const withDefaults = (value: string | number): string => String(value).replace(/\$\{\w+:-([^}]*)\}/g, '$1');

describe('docker-compose.yml', () => {
  test.each(ours)(
    '%s is configured only with variables that exist, and with values that they take',
    (_, { environment = {} }) => {
      expect(Object.keys(environment).filter((name) => !Object.hasOwn(known, name))).toEqual([]);
      const set = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, withDefaults(value)]));
      const schema = Type.Object(
        Object.fromEntries(Object.entries(known).filter(([name]) => Object.hasOwn(set, name))),
      );
      expect(() => loadConfig(schema, set)).not.toThrow();
    },
  );

  test.each(services)('%s is of a pinned image', (name, { image }) => {
    if (ours.some(([own]) => own === name)) expect(image).toBe('notes:local');
    else expect(image).toMatch(/^[a-z/]+:\d+\.\d+(?:\.\d+)?$/);
  });

  test.each(services.filter(([name]) => !oneShot.has(name)))('%s has a health check', (_, { healthcheck }) => {
    expect(healthcheck?.test.length).toBeGreaterThan(1);
  });

  test.each(services)('%s gains no privileges', (_, { security_opt: options }) => {
    expect(options).toContain('no-new-privileges:true');
  });

  test.each(ours)('%s cannot write into its image', (_, service) => {
    expect(service.read_only).toBe(true);
  });

  test.each(ours.filter(([name]) => !oneShot.has(name)))(
    '%s starts once set-up is through',
    (_, { depends_on: needs }) => {
      expect(needs?.['setup']?.condition).toBe('service_completed_successfully');
    },
  );

  test.each(ours)('%s runs a program that the build makes', async (name, { command }) => {
    const program = command?.[0] ?? '';
    expect(program).toMatch(/^services\/\w+\/dist\/bundle\.js$/);
    expect(await file(program), name).not.toBe('');
  });

  test('publishes the gateway alone, on loopback alone', () => {
    const published = services.flatMap(([name, { ports = [] }]) =>
      ports.map((port) => `${name} ${withDefaults(port)}`),
    );
    expect(published).toEqual(['gateway 127.0.0.1:8080:8080']);
  });
});
