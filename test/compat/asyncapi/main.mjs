// Reads both forms of the AsyncAPI document with the official parser, and generates models of all its messages.
import { deepStrictEqual, ok } from 'node:assert';
import { mkdirSync, readFileSync } from 'node:fs';
import { TypeScriptFileGenerator } from '@asyncapi/modelina';
import { Parser } from '@asyncapi/parser';

const errorSeverity = 0;

for (const file of ['asyncapi.json', 'asyncapi-3.0.json']) {
  const { document, diagnostics } = await new Parser().parse(readFileSync(file, 'utf8'));
  const told = diagnostics.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
  console.log(`${file}: ${document?.messages().length ?? 0} messages; ${[...new Set(told)].join('; ')}`);
  if (file === 'asyncapi-3.0.json') {
    deepStrictEqual(
      diagnostics.filter(({ severity }) => severity === errorSeverity),
      [],
    );
    ok(document.info().license().name() === 'MIT');
  }
}

mkdirSync('models', { recursive: true });
const generator = new TypeScriptFileGenerator({ moduleSystem: 'ESM', modelType: 'interface', rawPropertyNames: true });
const input = JSON.parse(readFileSync('asyncapi-3.0.json', 'utf8'));
const models = await generator.generateToFiles(input, 'models', { exportType: 'named' });
const names = new Set(models.map(({ modelName }) => modelName));
for (const name of ['NotesCreateCall', 'NotesCreateResult', 'NoteCreatedPush', 'NoteCreatedV1', 'CallRefused']) {
  ok(names.has(name), `no model ${name} among ${[...names].join()}`);
}
deepStrictEqual(
  [...names].filter((name) => name.startsWith('Anonymous')),
  [],
);
