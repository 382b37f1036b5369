import type { AlertCase } from './alert-case.ts';

/** Of rules/objectives.yml: with a value a minute, since it takes hours. */
export const burnCases: readonly AlertCase[] = [
  {
    // A fifth of all requests fails for an hour and a half; then it is mended.
    alert: 'NotesErrorBudgetBurn',
    series: {
      'http_request_duration_seconds_count{component="gateway",route="/v1/notes",status="201"}': '0+240x700',
      'http_request_duration_seconds_count{component="gateway",route="/v1/*",status="503"}': '0x59 0+60x90 5400x600',
    },
    at: {
      '55m': [],
      '2h20m': [
        { slo: 'availability', severity: 'page', long: '1h' },
        { slo: 'availability', severity: 'page', long: '6h' },
        { slo: 'availability', severity: 'ticket', long: '1d' },
        { slo: 'availability', severity: 'ticket', long: '3d' },
      ],
      '9h': [],
    },
  },
  {
    // A twentieth of what is written becomes visible late, for a day: that is a ticket.
    alert: 'NotesErrorBudgetBurn',
    series: {
      'notes_visible_seconds_count{component="projector"}': '0+400x2500',
      'notes_visible_seconds_bucket{component="projector",le="1"}': '0+400x240 96000+380x1440 643200+400x1000',
    },
    at: {
      '3h': [],
      '27h': [
        { slo: 'visible', severity: 'ticket', long: '1d' },
        { slo: 'visible', severity: 'ticket', long: '3d' },
      ],
      '36h': [],
    },
  },
  {
    // Next to nobody is there, and one of three requests fails.
    alert: 'NotesErrorBudgetBurn',
    series: {
      'http_request_duration_seconds_count{component="gateway",route="/v1/notes",status="201"}': '0+4x150',
      'http_request_duration_seconds_count{component="gateway",route="/v1/*",status="503"}': '0+1.6x150',
    },
    at: { '2h': [] },
  },
];
