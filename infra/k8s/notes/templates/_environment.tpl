{{/*
What each process reads from its environment: one definition a process, made of groups as in shared/service/src/config/settings.ts. A test
compares the names with the settings, both ways. All take (list $ values-of-the-service).
*/}}

{{- define "notes.environment.gateway" -}}
{{- include "notes.env.listen" . }}
{{- include "notes.env.stop" . }}
{{- include "notes.env.http" . }}
{{- include "notes.env.postgres" . }}
{{- include "notes.env.redis" . }}
{{- include "notes.env.logging" . }}
{{- include "notes.env.auth" . }}
{{- include "notes.env.neighbours" . }}
{{- end }}

{{- define "notes.environment.command" -}}
{{- include "notes.env.listen" . }}
{{- include "notes.env.stop" . }}
{{- include "notes.env.http" . }}
{{- include "notes.env.postgres" . }}
{{- include "notes.env.redis" . }}
{{- include "notes.env.logging" . }}
{{- include "notes.env.auth" . }}
{{- include "notes.env.log" . }}
{{- include "notes.env.memory" . }}
{{- include "notes.env.rate" . }}
{{- end }}

{{- define "notes.environment.query" -}}
{{- include "notes.env.listen" . }}
{{- include "notes.env.stop" . }}
{{- include "notes.env.http" . }}
{{- include "notes.env.postgres" . }}
{{- include "notes.env.redis" . }}
{{- include "notes.env.logging" . }}
{{- include "notes.env.auth" . }}
{{- include "notes.env.log" . }}
{{- include "notes.env.rate" . }}
{{- end }}

{{- define "notes.environment.projector" -}}
{{- include "notes.env.listen" . }}
{{- include "notes.env.postgres" . }}
{{- include "notes.env.redis" . }}
{{- include "notes.env.logging" . }}
{{- include "notes.env.log" . }}
{{- end }}

{{- define "notes.environment.setup" -}}
{{- include "notes.env.postgres" . }}
{{- include "notes.env.logging" . }}
{{- include "notes.env.log" . }}
{{- include "notes.env.topic" . }}
{{- end }}

{{- define "notes.env.listen" }}
- { name: HOST, value: {{ (index . 0).Values.http.host | quote }} }
- { name: PORT, value: "8080" }
- { name: ADMIN_PORT, value: "9090" }
{{- end }}

{{- define "notes.env.stop" }}
- { name: STOP_DELAY_MS, value: {{ mul (index . 0).Values.stop.drainSeconds 1000 | quote }} }
{{- end }}

{{- define "notes.env.http" }}
{{- $http := (index . 0).Values.http }}
{{- with $http.corsOrigins }}
- { name: CORS_ORIGINS, value: {{ . | quote }} }
{{- end }}
{{- with $http.trustProxy }}
- { name: TRUST_PROXY, value: {{ . | quote }} }
{{- end }}
{{- end }}

{{- define "notes.env.postgres" }}
{{- $database := (index . 0).Values.database }}
- name: DATABASE_URL
  valueFrom: { secretKeyRef: { name: {{ $database.existingSecret }}, key: {{ $database.key }} } }
- { name: DATABASE_POOL_MIN, value: {{ $database.pool.min | quote }} }
- { name: DATABASE_POOL_MAX, value: {{ $database.pool.max | quote }} }
{{- end }}

{{- define "notes.env.redis" }}
{{- $redis := (index . 0).Values.redis }}
- name: REDIS_URL
  {{- if $redis.existingSecret }}
  valueFrom: { secretKeyRef: { name: {{ $redis.existingSecret }}, key: {{ $redis.key }} } }
  {{- else }}
  value: {{ $redis.url | quote }}
  {{- end }}
- { name: REDIS_PREFIX, value: {{ $redis.prefix | quote }} }
{{- end }}

{{- define "notes.env.logging" }}
{{- $root := index . 0 }}
- { name: LOG_LEVEL, value: {{ $root.Values.logLevel | quote }} }
{{- with $root.Values.image.commit }}
- { name: NOTES_COMMIT, value: {{ . | quote }} }
{{- end }}
{{- with $root.Values.sentry }}
{{- if .existingSecret }}
- name: SENTRY_DSN
  valueFrom: { secretKeyRef: { name: {{ .existingSecret }}, key: {{ .key }} } }
{{- end }}
{{- end }}
{{- with $root.Values.tracing }}
{{- if .endpoint }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ .endpoint | quote }} }
- { name: OTEL_TRACES_SAMPLER, value: {{ .sampler | quote }} }
- { name: OTEL_TRACES_SAMPLER_ARG, value: {{ .samplerArg | quote }} }
- name: POD_NAME
  valueFrom: { fieldRef: { fieldPath: metadata.name } }
- name: OTEL_RESOURCE_ATTRIBUTES
  value: k8s.namespace.name={{ $root.Release.Namespace }},k8s.pod.name=$(POD_NAME),service.instance.id=$(POD_NAME)
{{- if .headersSecret }}
- name: OTEL_EXPORTER_OTLP_HEADERS
  valueFrom: { secretKeyRef: { name: {{ .headersSecret }}, key: {{ .headersKey }} } }
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "notes.env.auth" }}
{{- $auth := (index . 0).Values.auth }}
- { name: AUTH, value: {{ $auth.mode | quote }} }
{{- with $auth.jwksUrl }}
- { name: AUTH_JWKS_URL, value: {{ . | quote }} }
{{- end }}
{{- if $auth.jwtSecret.existingSecret }}
- name: AUTH_JWT_SECRET
  valueFrom: { secretKeyRef: { name: {{ $auth.jwtSecret.existingSecret }}, key: {{ $auth.jwtSecret.key }} } }
{{- end }}
{{- with $auth.issuer }}
- { name: AUTH_ISSUER, value: {{ . | quote }} }
{{- end }}
{{- with $auth.audience }}
- { name: AUTH_AUDIENCE, value: {{ . | quote }} }
{{- end }}
- { name: WRITE_POLICY, value: {{ $auth.writePolicy | quote }} }
{{- end }}

{{- define "notes.env.neighbours" }}
{{- $root := index . 0 }}
- { name: COMMAND_URL, value: "http://{{ $root.Release.Name }}-command:8080" }
- { name: QUERY_URL, value: "http://{{ $root.Release.Name }}-query:8080" }
{{- end }}

{{- define "notes.env.log" }}
{{- $kafka := (index . 0).Values.kafka }}
- { name: KAFKA_BROKERS, value: {{ $kafka.brokers | quote }} }
- { name: KAFKA_SSL, value: {{ $kafka.tls | quote }} }
{{- if $kafka.ca.existingSecret }}
- { name: NODE_EXTRA_CA_CERTS, value: /etc/notes/kafka-ca/ca.crt }
{{- end }}
{{- if $kafka.sasl.mechanism }}
- { name: KAFKA_SASL_MECHANISM, value: {{ $kafka.sasl.mechanism | quote }} }
- { name: KAFKA_SASL_USERNAME, value: {{ $kafka.sasl.username | quote }} }
- name: KAFKA_SASL_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ $kafka.sasl.existingSecret }}, key: {{ $kafka.sasl.key }} } }
{{- end }}
- { name: NOTES_TOPIC, value: {{ $kafka.topic | quote }} }
{{- end }}

{{- define "notes.env.topic" }}
{{- $kafka := (index . 0).Values.kafka }}
- { name: NOTES_PARTITIONS, value: {{ $kafka.partitions | quote }} }
- { name: NOTES_REPLICATION, value: {{ $kafka.replication | quote }} }
{{- end }}

{{- define "notes.env.memory" }}
{{- $command := index . 1 }}
- { name: NOTES_CACHE_MB, value: {{ $command.cacheMB | quote }} }
- { name: NOTES_WINDOW_MB, value: {{ $command.windowMB | quote }} }
{{- end }}

{{- define "notes.env.rate" }}
- { name: RATE_LIMIT_PER_HOUR, value: {{ (index . 0).Values.http.rateLimitPerHour | int | quote }} }
{{- end }}
