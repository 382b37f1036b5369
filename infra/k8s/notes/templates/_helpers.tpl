{{/* Most take (list $ name): the root, and the name of a service. */}}

{{- define "notes.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: notes
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "notes.labels" -}}
{{- $root := index . 0 -}}
{{ include "notes.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ $root.Chart.Name }}-{{ $root.Chart.Version }}
{{- end }}

{{/* Of pods: without the version of the chart, which alone is no reason to replace them. */}}
{{- define "notes.podLabels" -}}
{{ include "notes.selector" . }}
app.kubernetes.io/version: {{ (index . 0).Chart.AppVersion | quote }}
{{- end }}

{{/* "true" for what reads the log over TLS with a certificate authority of its own. */}}
{{- define "notes.mountsKafkaCa" -}}
{{- if and (index . 0).Values.kafka.ca.existingSecret (ne (index . 1) "gateway") }}true{{ end }}
{{- end }}

{{- define "notes.metadata" -}}
name: {{ (index . 0).Release.Name }}-{{ index . 1 }}
namespace: {{ (index . 0).Release.Namespace }}
labels:
  {{- include "notes.labels" . | nindent 2 }}
{{- end }}

{{- define "notes.image" -}}
{{- $image := .Values.image -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ $image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* What pods of services and of the set-up have in common, before their containers. Takes (list $ name values). */}}
{{- define "notes.podSpec" -}}
{{- $root := index . 0 -}}
{{- $pod := (index . 2).pod -}}
automountServiceAccountToken: false
# A Service called notes would put NOTES_PORT and the like into each environment.
enableServiceLinks: false
{{- with $pod.serviceAccountName }}
serviceAccountName: {{ . }}
{{- end }}
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with $pod.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $pod.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $pod.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $pod.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  seccompProfile: { type: RuntimeDefault }
{{- if include "notes.mountsKafkaCa" . }}
volumes:
  - name: kafka-ca
    secret:
      secretName: {{ $root.Values.kafka.ca.existingSecret }}
      items: [{ key: {{ $root.Values.kafka.ca.key }}, path: ca.crt }]
{{- end }}
{{- end }}

{{/* The container of any of them, without its environment and probes. Takes (list $ name values arguments). */}}
{{- define "notes.container" -}}
{{- $root := index . 0 -}}
{{- $values := index . 2 -}}
name: {{ index . 1 }}
image: {{ include "notes.image" $root }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
args:
  - --max-old-space-size={{ div (mul $values.memoryMiB 3) 4 }}
  {{- range index . 3 }}
  - {{ . }}
  {{- end }}
resources:
  requests: { cpu: {{ $values.cpu }}, memory: {{ $values.memoryMiB }}Mi }
  limits: { memory: {{ $values.memoryMiB }}Mi }
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- if include "notes.mountsKafkaCa" . }}
volumeMounts:
  - { name: kafka-ca, mountPath: /etc/notes/kafka-ca, readOnly: true }
{{- end }}
{{- end }}
