// Rules of our own for the descriptions of the APIs: what people and generators of clients need, and no ruleset asks for.

/** Every member of every schema says what it is, itself or by what it refers to. */
const memberDescription = () => ({
  Schema({ properties = {} }, { report, location, resolve }) {
    for (const [name, member] of Object.entries(properties)) {
      const { description } = member.$ref === undefined ? member : { ...resolve(member).node, ...member };
      if (!description)
        report({ message: `The member ${name} has no description.`, location: location.child(['properties', name]) });
    }
  },
});

/** An answer of these statuses never has a body, and clients that are told of one fail on reading it. */
const bodiless = ({ statuses = ['204', '304'] } = {}) => ({
  Response(response, { report, location, key }) {
    if (statuses.includes(String(key)) && response.content !== undefined)
      report({ message: `An answer of ${key} has no body.`, location: location.child('content') });
  },
});

/** Without one, generators take 32 bits, or leave it to chance. */
const integerFormat = () => ({
  Schema({ type, format }, { report, location }) {
    if ([type].flat().includes('integer') && !['int32', 'int64'].includes(format))
      report({ message: 'An integer says its width by the format int32 or int64.', location });
  },
});

const group = /\(\?(?!:)/;
/** Escapes beside those of punctuation and single bytes: what they mean differs, or they are not known, from one engine to the next. */
const classEscape = /(?:^|[^\\])(?:\\\\)*\\(?!x[0-9a-f]{2})[a-z0-9]/i;
const surrogate = /\p{Surrogate}/u;

/** What RE2, Java, Python, Rust and JavaScript read alike. */
const portablePattern = () => ({
  Schema({ pattern = '' }, { report, location }) {
    if (group.test(pattern) || classEscape.test(pattern) || surrogate.test(pattern))
      report({ message: `Not every engine reads the pattern ${pattern} alike.`, location: location.child('pattern') });
  },
});

export default function notesRules() {
  return {
    id: 'notes',
    rules: {
      oas3: {
        'member-description': memberDescription,
        bodiless,
        'integer-format': integerFormat,
        'portable-pattern': portablePattern,
      },
    },
  };
}
