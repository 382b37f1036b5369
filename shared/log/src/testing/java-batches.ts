import { Buffer } from 'node:buffer';

/**
 * The same three records, compressed in each way by the Java client 4.1.2, as it sends them: base offset 0, times of the producer. The first
 * value repeats itself, the last one is 64 random bytes.
 */
const encoded = {
  gzip:
    'AAAAAAAAAAAAAADi/////wI7x6FxAAEAAAACAAABi8/laAAAAAGLz+VoAv//////////////////AAAAAx+LCAAAAAAAAP/7oc3AwMCVlllUXPJAOy+/JFXBQAFMGUIoIwhlDKFMIJQp' +
    'hDJTGNUwqmFUw6iGUQ2jGkY1jGoY1TCqYQhpYJBgYGJi5ClOTc7PS2GYwcjAwsJVkpFZlNLAOFOcf7eESfniqCkn91tylzNxXtaKjPWaUev4ZfPTSe5S+1glvbfGnto8kUFMPGqh+8PP' +
    'L/teyN2vX+ew//nkm3/eBm1iAACM9IpDWQsAAA==',
  snappy:
    'AAAAAAAAAAAAAAFV/////wKzRGwuAAIAAAACAAABi8/laAAAAAGLz+VoAv//////////////////AAAAA4JTTkFQUFkAAAAAAQAAAAEAAAEQ2RZM+CsAAAAKZmlyc3TgK25vdGUgMCAF' +
    'BwAxCQcAMgkHADMJBwA0CQcANQkHADYJB/4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4x' +
    'AP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAP4xAOYxAPBbABgAAgIBDHNlY29uZACYAQAEBAp0aGlyZIABmRcPuxg0d6NalMm/OQt3AgnTKlldSph9QfSz' +
    '5ZJHGr4FGUu1XcqzkQAWF1qhR+Hz6Y7oHt9/rkC/55PZ/O1SsgA=',
  lz4:
    'AAAAAAAAAAAAAADc/////wLR2y4YAAMAAAACAAABi8/laAAAAAGLz+VoAv//////////////////AAAAAwQiTRhgQIKcAAAA8QX4KwAAAApmaXJzdOArbm90ZSAwIAcAEjEHABIyBwAS' +
    'MwcAEjQHABI1BwASNgcADzEA/////////////7HwTQAYAAICAQxzZWNvbmQAmAEABAQKdGhpcmSAAZkXD7sYNHejWpTJvzkLdwIJ0ypZXUqYfUH0s+WSRxq+BRlLtV3Ks5EAFhdaoUfh' +
    '8+mO6B7ff65Av+eT2fztUrIAAAAAAA==',
  zstd:
    'AAAAAAAAAAAAAAGm/////wI01SkRAAQAAAACAAABi8/laAAAAAGLz+VoAv//////////////////AAAAAyi1L/0AWEwLAAagUzFQdZYDgICnh0mhrYlgcBHoiUU5ce2jvmx3za9jJEJX' +
    'ptxhypRSmvhmXHz9GvRtI2QHPwAzADMA5TR3Oc1dTnOX09zlNHc5zV1Oc5fT3OU0dznNXU5zl9Pc5TR3Oc1dTnOXG9FISgvLCsmLlgoUVCSAXC4XEhwBdznNXU5zl9Pc5TR3Oc1dTnOX' +
    '09zlNHc5zV1Oc5fT3OU0dznNXU5zl9Pc5TR3Oc1dTnMHmruc5i6nuctp7nKau5zmLqe5y2nucpq7nOYup7nLae5ymruc5i6nuctp7nKau5zmLqcJFxIPauRo0UFGigUjMLhAMEMDDRsw' +
    'SkKYhBS4bCix4sSEAwMAUBwo4RCjxA0GFz40OIGQgEUADwsCFKRQ4cFEhAWLnCAQAqIjAwoFlQktIB8fl44PF5QVlggpFQZ0eHhcRC4jmruc5i6nuctp7nKau1yBj6gR4O9/BuGvAREk' +
    '/AFJJpnktE0EVFUBAAA=',
} as const;

export type Compression = keyof typeof encoded;

export const compressions = Object.keys(encoded) as Compression[];

/** A copy of the batch. */
export const javaBatch = (compression: Compression): Buffer => Buffer.from(encoded[compression], 'base64');

/** What the records are. */
export const javaRecords = [
  { key: 'first', value: Array.from({ length: 400 }, (_, i) => `note ${i % 7} `).join('') },
  { key: null, value: 'second' },
  {
    key: 'third',
    value: Buffer.from(
      'mRcPuxg0d6NalMm/OQt3AgnTKlldSph9QfSz5ZJHGr4FGUu1XcqzkQAWF1qhR+Hz6Y7oHt9/rkC/55PZ/O1Ssg==',
      'base64',
    ).toString('latin1'),
  },
] as const;
