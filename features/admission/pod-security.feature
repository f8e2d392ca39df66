@needs-kubeApi
Feature: Pods that a namespace's standard allows

  @ADM-16a
  Scenario Outline: Baseline refuses a Pod with <what>
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/enforce: baseline}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {<spec>}}
      """
    Then it is refused with 403 Forbidden
    And pod/web in dev does not exist

    Examples:
      | what                        | spec                                                                                                                                        |
      | the node's processes        | hostPID: true, containers: [{name: web, image: nginx}]                                                                                      |
      | the node's shared memory    | hostIPC: true, containers: [{name: web, image: nginx}]                                                                                      |
      | the node's network          | hostNetwork: true, containers: [{name: web, image: nginx}]                                                                                  |
      | a privileged container      | containers: [{name: web, image: nginx, securityContext: {privileged: true}}]                                                                |
      | a privileged init container | initContainers: [{name: first, image: busybox, securityContext: {privileged: true}}], containers: [{name: web, image: nginx}]               |
      | a capability too many       | containers: [{name: web, image: nginx, securityContext: {capabilities: {add: [SYS_ADMIN]}}}]                                                |
      | a directory of the node     | volumes: [{name: host, hostPath: {path: /etc}}], containers: [{name: web, image: nginx}]                                                    |
      | a port of the node          | containers: [{name: web, image: nginx, ports: [{containerPort: 80, hostPort: 80}]}]                                                         |
      | no AppArmor profile         | securityContext: {appArmorProfile: {type: Unconfined}}, containers: [{name: web, image: nginx}]                                             |
      | an SELinux type of its own  | securityContext: {seLinuxOptions: {type: spc_t}}, containers: [{name: web, image: nginx}]                                                   |
      | no seccomp profile          | containers: [{name: web, image: nginx, securityContext: {seccompProfile: {type: Unconfined}}}]                                              |
      | an unsafe sysctl            | securityContext: {sysctls: [{name: kernel.msgmax, value: "1"}]}, containers: [{name: web, image: nginx}]                                    |
      | a Windows host process      | hostNetwork: true, securityContext: {windowsOptions: {hostProcess: true}}, os: {name: windows}, containers: [{name: web, image: nginx}]     |

  @ADM-16a
  Scenario: Baseline allows a Pod that asks for nothing
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/enforce: baseline}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201

  @ADM-16b
  Scenario Outline: Restricted refuses a Pod <what>
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/enforce: restricted}}}
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, namespace: dev}
      spec:
        securityContext: {<pod>}
        volumes: [{name: work, <volume>}]
        containers: [{name: web, image: nginx, securityContext: {<container>}}]
      """
    Then it is refused with 403 Forbidden
    And pod/web in dev does not exist

    Examples:
      | what                         | pod                                                       | volume                                  | container                                                                                    |
      | that may gain privileges     | runAsNonRoot: true, seccompProfile: {type: RuntimeDefault} | emptyDir: {}                            | capabilities: {drop: [ALL]}                                                                  |
      | that keeps capabilities      | runAsNonRoot: true, seccompProfile: {type: RuntimeDefault} | emptyDir: {}                            | allowPrivilegeEscalation: false                                                              |
      | that adds a capability       | runAsNonRoot: true, seccompProfile: {type: RuntimeDefault} | emptyDir: {}                            | allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [CHOWN]}                   |
      | that may run as root         | seccompProfile: {type: RuntimeDefault}                    | emptyDir: {}                            | allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}                                 |
      | whose container runs as root | runAsNonRoot: true, seccompProfile: {type: RuntimeDefault} | emptyDir: {}                            | allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, runAsUser: 0                   |
      | without a seccomp profile    | runAsNonRoot: true                                        | emptyDir: {}                            | allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}                                 |
      | with a volume of another kind | runAsNonRoot: true, seccompProfile: {type: RuntimeDefault} | nfs: {server: files, path: /srv}        | allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}                                 |

  @ADM-16b
  Scenario: Restricted allows a Pod that gives up everything
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/enforce: restricted}}}
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, namespace: dev}
      spec:
        securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
        containers: [{name: web, image: nginx, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}}]
      """
    Then it is accepted with 201

  @ADM-16c
  Scenario: A standard of an old version asks what it asked then
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/enforce-version: v1.18}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {securityContext: {runAsNonRoot: true}, containers: [{name: web, image: nginx, securityContext: {allowPrivilegeEscalation: false}}]}}
      """
    Then it is accepted with 201

  @ADM-16d
  Scenario: A namespace that only warns takes the Pod and warns
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/warn: baseline}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {hostPID: true, containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And the answer's headers are:
      """
      warning: !matches '.*would violate PodSecurity .*baseline:latest.*'
      """

  @ADM-16e
  Scenario Outline: Whoever writes a <kind> is warned of Pods that would be refused
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/enforce: baseline}}}
      """
    When alice creates:
      """
      {apiVersion: <version>, kind: <kind>, metadata: {name: web, namespace: dev}, spec: {<spec>}}
      """
    Then it is accepted with 201
    And the answer's headers are:
      """
      warning: !matches '.*would violate PodSecurity .*'
      """

    Examples:
      | kind        | version  | spec                                                                                                                                                                                          |
      | Deployment  | apps/v1  | selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {hostPID: true, containers: [{name: web, image: nginx}]}}                                                       |
      | StatefulSet | apps/v1  | serviceName: web, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {hostPID: true, containers: [{name: web, image: nginx}]}}                                     |
      | Job         | batch/v1 | template: {spec: {hostPID: true, restartPolicy: Never, containers: [{name: web, image: nginx}]}}                                                                                              |
      | CronJob     | batch/v1 | schedule: "@daily", jobTemplate: {spec: {template: {spec: {hostPID: true, restartPolicy: Never, containers: [{name: web, image: nginx}]}}}}                                                   |

  @ADM-16f
  Scenario: A debugging container is held to the standard like any other
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/enforce: baseline}}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {containers: [{name: web, image: nginx}]}}
      """
    When alice sends PATCH /api/v1/namespaces/dev/pods/web/ephemeralcontainers:
      """application/strategic-merge-patch+json
      {"spec": {"ephemeralContainers": [{"name": "debug", "image": "busybox", "securityContext": {"privileged": true}}]}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @ADM-16f
  Scenario: A debugging container that asks for nothing is allowed
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/enforce: baseline}}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {containers: [{name: web, image: nginx}]}}
      """
    When alice sends PATCH /api/v1/namespaces/dev/pods/web/ephemeralcontainers:
      """application/strategic-merge-patch+json
      {"spec": {"ephemeralContainers": [{"name": "debug", "image": "busybox"}]}}
      """
    Then it is accepted with 200
    And pod/web in dev is:
      """
      spec: {ephemeralContainers: [{name: debug, image: busybox}]}
      """

  @ADM-16g
  Scenario: What became too lax can still be labelled
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {hostPID: true, containers: [{name: web, image: "nginx:1"}]}}
      """
    And alice patches namespace/dev by merge:
      """
      {metadata: {labels: {pod-security.kubernetes.io/enforce: baseline}}}
      """
    When alice patches pod/web in dev by merge:
      """
      {metadata: {labels: {seen: "yes"}}}
      """
    Then it is accepted with 200

  @ADM-16g
  Scenario: What became too lax gets no new image
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {hostPID: true, containers: [{name: web, image: "nginx:1"}]}}
      """
    And alice patches namespace/dev by merge:
      """
      {metadata: {labels: {pod-security.kubernetes.io/enforce: baseline}}}
      """
    When alice patches pod/web in dev by strategic merge:
      """
      {spec: {containers: [{name: web, image: "nginx:2"}]}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @ADM-16h
  Scenario: Whoever makes a namespace stricter hears whom it would hit
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {hostPID: true, containers: [{name: web, image: nginx}]}}
      """
    When alice patches namespace/dev by merge:
      """
      {metadata: {labels: {pod-security.kubernetes.io/enforce: baseline}}}
      """
    Then it is accepted with 200
    And the answer's headers are:
      """
      warning: !matches '.*existing pods in namespace .*web: host namespaces.*'
      """

  @ADM-16i
  Scenario Outline: A namespace's <label> must be one that can be read
    When alice creates:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {<label>: <value>}}}
      """
    Then it is refused with 422 Invalid for:
      | field                     | reason            |
      | metadata.labels[<label>] | FieldValueInvalid |
    And namespace/dev does not exist

    Examples:
      | label                                      | value   |
      | pod-security.kubernetes.io/enforce         | strict  |
      | pod-security.kubernetes.io/warn-version    | "1.20"  |
