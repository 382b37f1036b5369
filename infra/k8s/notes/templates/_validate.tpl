{{/* Settings that contradict each other. What one value may be is in values.schema.json. */}}
{{- define "notes.validate" -}}
{{- $auth := .Values.auth }}
{{- $keys := compact (list $auth.jwksUrl $auth.jwtSecret.existingSecret) }}
{{- if and (eq $auth.mode "required") (empty $keys) }}
{{- fail "auth: set auth.jwksUrl or auth.jwtSecret.existingSecret, or auth.mode: \"off\" to let everyone do everything" }}
{{- end }}
{{- if and (eq $auth.mode "off") $keys }}
{{- fail "auth: mode \"off\" contradicts a key; remove one of the two" }}
{{- end }}
{{- if gt (len $keys) 1 }}
{{- fail "auth: set either auth.jwksUrl or auth.jwtSecret.existingSecret, not both" }}
{{- end }}
{{- with .Values.kafka }}
{{- if and .sasl.mechanism (not (and .sasl.username .sasl.existingSecret)) }}
{{- fail "kafka.sasl: a mechanism needs username and existingSecret; or set the mechanism to \"\"" }}
{{- end }}
{{- if and .ca.existingSecret (not .tls) }}
{{- fail "kafka.ca: is of no use without kafka.tls; set ca.existingSecret to \"\"" }}
{{- end }}
{{- end }}
{{- $projectors := ternary .Values.projector.autoscaling.maxReplicas .Values.projector.replicas .Values.projector.autoscaling.enabled }}
{{- if gt ($projectors | int) (.Values.kafka.partitions | int) }}
{{- fail (printf "projector: %d pods for %d partitions; at most one a partition has work" ($projectors | int) (.Values.kafka.partitions | int)) }}
{{- end }}
{{- with .Values.command }}
{{- $least := add .cacheMB .windowMB 256 }}
{{- if lt (.memoryMiB | int) ($least | int) }}
{{- fail (printf "command.memoryMiB: %d is too little for cacheMB and windowMB; set at least %d" (.memoryMiB | int) $least) }}
{{- end }}
{{- end }}
{{- if and .Values.projector.autoscaling.enabled (not .Values.projector.autoscaling.prometheusUrl) }}
{{- fail "projector.autoscaling: set prometheusUrl, where KEDA reads the lag" }}
{{- end }}
{{- range $name := list "gateway" "command" "query" "projector" }}
{{- with (get $.Values $name).autoscaling }}
{{- if and .enabled (lt (.maxReplicas | int) (.minReplicas | int)) }}
{{- fail (printf "%s.autoscaling: maxReplicas is less than minReplicas" $name) }}
{{- end }}
{{- end }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}
{{- fail "httpRoute: set parentRefs to the Gateway that serves it" }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) }}
{{- fail "ingress: set host" }}
{{- end }}
{{- end }}
