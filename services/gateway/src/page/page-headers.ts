/**
 * What the page may do: load what comes from here, and talk to here ('self' is also said of websockets to the same origin). No code
 * and no style in the markup, no text that becomes code, no frame around it, and none of a device's senses.
 */
export const pageHeaders = {
  'content-security-policy': [
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy':
    'accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), serial=(), usb=()',
} as const;

/** The name of such a file holds the hash of what is in it. */
export const hashedFile = 'public, max-age=31536000, immutable';

/** May be kept, but is asked for each time: it names the files of the newest build. */
export const askEachTime = 'no-cache';
