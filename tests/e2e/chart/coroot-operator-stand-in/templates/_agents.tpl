{{/* The agents' fields of spec. update_strategy is written that way by the operator too. */}}
{{- define "spec.agents" -}}
agentsOnly:
  type: object
  required: [corootURL]
  properties:
    corootURL: {{ include "url" . }}
    tlsSkipVerify: {{ include "flag" . }}
nodeAgent:
  type: object
  properties:
    {{- include "pod" . | nindent 4 }}
    env: {{ include "env" . }}
    image: {{ include "image" . }}
    priorityClassName: {{ include "text" . }}
    trackPublicNetworks: {{ include "texts" . }}
    update_strategy:
      type: object
      properties:
        type: {{ include "text" . }}
        rollingUpdate:
          type: object
          properties:
            maxSurge: {{ include "intOrText" . }}
            maxUnavailable: {{ include "intOrText" . }}
    logCollector:
      type: object
      properties:
        collectLogBasedMetrics: {{ include "flag" . }}
        collectLogEntries: {{ include "flag" . }}
    ebpfTracer:
      type: object
      properties:
        enabled: {{ include "flag" . }}
        sampling: {type: string, pattern: '^(0([.][0-9]+)?|1([.]0+)?)$'}
    ebpfProfiler:
      type: object
      properties:
        enabled: {{ include "flag" . }}
clusterAgent:
  type: object
  properties:
    {{- include "pod" . | nindent 4 }}
    env: {{ include "env" . }}
    image: {{ include "image" . }}
    kubeStateMetrics:
      type: object
      properties:
        image: {{ include "image" . }}
{{- end }}
