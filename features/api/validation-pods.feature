@needs-kubeApi
Feature: Every part of a Pod is looked at

  @API-17o
  Scenario: All that is wrong with a Pod is said in one answer
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: a b}}
      spec:
        restartPolicy: Sometimes
        volumes: [{name: v, hostPath: {}}]
        containers:
          - {name: UP, image: nginx, ports: [{containerPort: 70000}]}
          - {name: c}
      """
    Then it is refused with 422 Invalid for:
      | field                                | reason                 |
      | metadata.labels                      | FieldValueInvalid      |
      | spec.volumes[0].hostPath.path        | FieldValueRequired     |
      | spec.containers[0].name              | FieldValueInvalid      |
      | spec.containers[0].ports[0].containerPort | FieldValueInvalid |
      | spec.containers[1].image             | FieldValueRequired     |
      | spec.restartPolicy                   | FieldValueNotSupported |
    And nothing else changed

  @API-17p
  Scenario Outline: <what> is refused in a Pod
    When alice creates:
      """
      <object>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | field | reason | object |
      | A volume without a path | spec.volumes[0].hostPath.path | FieldValueRequired | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {volumes: [{name: v, hostPath: {}}], containers: [{name: c, image: nginx}]}} |
      | A volume of a Secret without a name | spec.volumes[0].secret.secretName | FieldValueRequired | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {volumes: [{name: v, secret: {}}], containers: [{name: c, image: nginx}]}} |
      | A claim without a name | spec.volumes[0].persistentVolumeClaim.claimName | FieldValueRequired | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {volumes: [{name: v, persistentVolumeClaim: {}}], containers: [{name: c, image: nginx}]}} |
      | A path that goes up | spec.volumes[0].hostPath.path | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {volumes: [{name: v, hostPath: {path: /a/../b}}], containers: [{name: c, image: nginx}]}} |
      | A file outside its volume | spec.volumes[0].configMap.items[0].path | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {volumes: [{name: v, configMap: {name: m, items: [{key: k, path: ../p}]}}], containers: [{name: c, image: nginx}]}} |
      | A file mode | spec.volumes[0].configMap.defaultMode | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {volumes: [{name: v, configMap: {name: m, defaultMode: 512}}], containers: [{name: c, image: nginx}]}} |
      | A token for a moment | spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {serviceAccountName: default, volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t, expirationSeconds: 5}}]}}], containers: [{name: c, image: nginx}]}} |
      | A mount over another | spec.containers[0].volumeMounts[1].mountPath | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {volumes: [{name: v, emptyDir: {}}], containers: [{name: c, image: nginx, volumeMounts: [{name: v, mountPath: /v}, {name: v, mountPath: /v}]}]}} |
      | A device of no claim | spec.containers[0].volumeDevices[0].name | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {volumes: [{name: v, emptyDir: {}}], containers: [{name: c, image: nginx, volumeDevices: [{name: v, devicePath: /d}]}]}} |
      | A probe without a handler | spec.containers[0].livenessProbe | FieldValueRequired | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, livenessProbe: {periodSeconds: 3}}]}} |
      | A probe with two handlers | spec.containers[0].livenessProbe.tcpSocket | FieldValueForbidden | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, livenessProbe: {exec: {command: [a]}, tcpSocket: {port: 80}}}]}} |
      | A liveness probe that wants two successes | spec.containers[0].livenessProbe.successThreshold | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, livenessProbe: {successThreshold: 2, tcpSocket: {port: 80}}}]}} |
      | A hook without a command | spec.containers[0].lifecycle.preStop.exec.command | FieldValueRequired | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, lifecycle: {preStop: {exec: {}}}}]}} |
      | A variable of two sources | spec.containers[0].env[0].valueFrom | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}, secretKeyRef: {name: s, key: k}}}]}]}} |
      | A field that is not shown | spec.containers[0].env[0].valueFrom.fieldRef.fieldPath | FieldValueNotSupported | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.phase}}}]}]}} |

  @API-17q
  Scenario Outline: <what> that makes no sense is refused
    When alice creates:
      """
      <object>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | field | reason | object |
      | A user id | spec.securityContext.runAsUser | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {securityContext: {runAsUser: -1}, containers: [{name: c, image: nginx}]}} |
      | A profile without a name | spec.containers[0].securityContext.seccompProfile.localhostProfile | FieldValueRequired | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, securityContext: {seccompProfile: {type: Localhost}}}]}} |
      | A kernel parameter | spec.securityContext.sysctls[0].name | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {securityContext: {sysctls: [{name: a..b, value: '1'}]}, containers: [{name: c, image: nginx}]}} |
      | A weight | spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 101, preference: {matchExpressions: [{key: a, operator: Exists}]}}]}}, containers: [{name: c, image: nginx}]}} |
      | An operator of an affinity | spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].operator | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Near}]}]}}}, containers: [{name: c, image: nginx}]}} |
      | A node affinity without terms | spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms | FieldValueRequired | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}, containers: [{name: c, image: nginx}]}} |
      | A toleration for a time | spec.tolerations[0].effect | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {tolerations: [{key: a, operator: Exists, effect: NoSchedule, tolerationSeconds: 3}], containers: [{name: c, image: nginx}]}} |
      | A toleration of every key | spec.tolerations[0].operator | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {tolerations: [{operator: Equal, value: a}], containers: [{name: c, image: nginx}]}} |
      | A skew | spec.topologySpreadConstraints[0].maxSkew | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {topologySpreadConstraints: [{maxSkew: 0, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}], containers: [{name: c, image: nginx}]}} |
      | A number of domains | spec.topologySpreadConstraints[0].minDomains | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {topologySpreadConstraints: [{maxSkew: 1, minDomains: 2, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}], containers: [{name: c, image: nginx}]}} |
      | A host alias | spec.hostAliases[0].ip | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {hostAliases: [{ip: here, hostnames: [a]}], containers: [{name: c, image: nginx}]}} |
      | A name server | spec.dnsConfig.nameservers[0] | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {dnsConfig: {nameservers: [here]}, containers: [{name: c, image: nginx}]}} |
      | No DNS without name servers | spec.dnsConfig | FieldValueRequired | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {dnsPolicy: None, containers: [{name: c, image: nginx}]}} |
      | A user of Linux for Windows | spec.securityContext.runAsUser | FieldValueForbidden | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {os: {name: windows}, securityContext: {runAsUser: 1}, containers: [{name: c, image: nginx}]}} |
      | An operating system | spec.os | FieldValueNotSupported | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {os: {name: plan9}, containers: [{name: c, image: nginx}]}} |
