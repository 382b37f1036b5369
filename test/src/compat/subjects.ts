/** An outside tool, and what is done with it. */
export type Subject = {
  /** Its folder in test/compat, whose files are copied beside the documents. */
  readonly name: string;
  /** What is installed, with its version. */
  readonly tools: string;
  /** Run one after the other in a folder of their own; NOTES_URL says where the system is. */
  readonly commands: readonly string[];
};

const npm = (...packages: readonly string[]): string => `npm install --no-audit --no-fund ${packages.join(' ')}`;
const pip = (...packages: readonly string[]): string =>
  `python3 -m venv venv && venv/bin/pip install --quiet ${packages.join(' ')}`;

const tsc = './node_modules/.bin/tsc --strict --skipLibCheck --target es2022';
const typescript = 'typescript@5.9.3';
const oapiCodegen = 'github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2';

/** All of them. A version is changed here alone, after a look at what the new one makes of the documents. */
export const subjects: readonly Subject[] = [
  {
    name: 'typescript',
    tools: 'openapi-typescript 7.13.0, openapi-fetch 0.17.0',
    commands: [
      npm('openapi-typescript@7.13.0', 'openapi-fetch@0.17.0', '@types/node@20.19.43', typescript),
      './node_modules/.bin/openapi-typescript openapi.json -o api.ts --default-non-nullable=false',
      `${tsc} --module nodenext --outDir out main.ts`,
      'node out/main.js',
    ],
  },
  {
    name: 'python',
    tools: 'openapi-python-client 0.29.1',
    commands: [
      pip('openapi-python-client==0.29.1'),
      'PATH="$PWD/venv/bin:$PATH" openapi-python-client generate --path openapi.json --output-path notes_client --meta none --fail-on-warning',
      'venv/bin/python main.py',
    ],
  },
  {
    name: 'go',
    tools: 'oapi-codegen 2.8.2, its runtime 1.9.0',
    commands: [
      `GOBIN="$PWD/bin" go install ${oapiCodegen}`,
      'mkdir api && bin/oapi-codegen -generate types,client -package api -o api/api.go openapi.json',
      'go mod tidy && go build -o client . && ./client',
    ],
  },
  {
    name: 'asyncapi',
    tools: '@asyncapi/parser 3.6.6, @asyncapi/modelina 5.10.1',
    commands: [
      npm(
        '@asyncapi/parser@3.6.6',
        '@asyncapi/modelina@5.10.1',
        'ws@8.23.0',
        '@types/ws@8.18.2',
        '@types/node@20.19.43',
        typescript,
      ),
      'node main.mjs',
      `${tsc} --module esnext --moduleResolution bundler --outDir out client.ts models/*.ts`,
      'node out/client.js',
    ],
  },
  {
    name: 'schemathesis',
    tools: 'schemathesis 4.32.5',
    commands: [
      pip('schemathesis==4.32.5'),
      // It fails because of what is expected, too; what it has found is judged after it.
      'venv/bin/st run openapi.json --url "$NOTES_URL" --checks all --max-examples 60 --request-timeout 5 --no-color --output-sanitize false --report ndjson --report-ndjson-path report.ndjson >output.txt || test -s report.ndjson',
      'venv/bin/python main.py report.ndjson',
    ],
  },
];
