@needs-kubeApi
Feature: What is left open is decided at the create

  @API-18a
  Scenario: A container is completed
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 80}]}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {containers: [{terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File, ports: [{containerPort: 80, protocol: TCP}]}]}}
      """
    And nothing else changed

  @API-18c
  Scenario: A Pod is completed
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {restartPolicy: Always, dnsPolicy: ClusterFirst, terminationGracePeriodSeconds: 30, schedulerName: default-scheduler, enableServiceLinks: true}, status: {phase: Pending}}
      """
    And nothing else changed

  @API-18c
  Scenario: What a Pod says is not overridden
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {restartPolicy: Never, dnsPolicy: Default, terminationGracePeriodSeconds: 5, schedulerName: mine, enableServiceLinks: false, containers: [{name: c, image: nginx}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {restartPolicy: Never, dnsPolicy: Default, terminationGracePeriodSeconds: 5, schedulerName: mine, enableServiceLinks: false}}
      """
    And nothing else changed

  @API-18e
  Scenario: A Service is completed
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 8080}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {type: ClusterIP, sessionAffinity: None, internalTrafficPolicy: Cluster, ports: [{port: 8080, protocol: TCP, targetPort: 8080}]}}
      """
    And nothing else changed

  @API-18e
  Scenario: What a Service says is not overridden
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, sessionAffinity: ClientIP, internalTrafficPolicy: Local, ports: [{port: 53, protocol: UDP, targetPort: dns}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {type: NodePort, externalTrafficPolicy: Cluster, sessionAffinity: ClientIP, internalTrafficPolicy: Local, ports: [{port: 53, protocol: UDP, targetPort: dns}]}}
      """
    And nothing else changed

  @API-18f
  Scenario: Client IP affinity gets its time
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {sessionAffinity: ClientIP, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {sessionAffinityConfig: {clientIP: {timeoutSeconds: 10800}}}}
      """
    And nothing else changed

  @API-18g
  Scenario: A Deployment is completed
    When alice creates:
      """
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {replicas: 1, strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 25%, maxSurge: 25%}}, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, template: {spec: {restartPolicy: Always, containers: [{imagePullPolicy: Always}]}}}}
      """
    And nothing else changed

  @API-18g
  Scenario: A StatefulSet is completed
    When alice creates:
      """
      {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {serviceName: web, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {replicas: 1, podManagementPolicy: OrderedReady, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0}}, revisionHistoryLimit: 10}}
      """
    And nothing else changed

  @API-18g
  Scenario: A DaemonSet is completed
    When alice creates:
      """
      {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 1}}, revisionHistoryLimit: 10}}
      """
    And nothing else changed

  @API-18g
  Scenario Outline: What a <kind> says is not overridden
    When alice creates:
      """
      {apiVersion: apps/v1, kind: <kind>, metadata: {name: web}, spec: {<said>, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {<said>}}
      """
    And nothing else changed

    Examples:
      | kind | said |
      | Deployment | replicas: 0, strategy: {type: Recreate}, revisionHistoryLimit: 3, progressDeadlineSeconds: 60 |
      | StatefulSet | serviceName: web, replicas: 0, podManagementPolicy: Parallel, updateStrategy: {type: OnDelete} |
      | DaemonSet | updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 2}}, revisionHistoryLimit: 3 |

  @API-18h
  Scenario: A Job is completed
    When alice creates:
      """
      {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {suspend: true, template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {parallelism: 1, completions: 1, backoffLimit: 6, completionMode: NonIndexed}}
      """
    And nothing else changed

  @API-18h
  Scenario Outline: A Job that names its <what> has <completed>
    When alice creates:
      """
      {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {suspend: true, <what>, template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {<completed>}}
      """
    And nothing else changed

    Examples:
      | what                                        | completed                                   |
      | parallelism: 3                              | parallelism: 3, completions: !absent        |
      | completions: 3                              | parallelism: 1, completions: 3              |
      | backoffLimit: 2, manualSelector: false | backoffLimit: 2, manualSelector: false |

  @API-18h
  Scenario: A CronJob is completed
    When alice creates:
      """
      {apiVersion: batch/v1, kind: CronJob, metadata: {name: web}, spec: {suspend: true, schedule: "* * * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {concurrencyPolicy: Allow, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1}}
      """
    And nothing else changed

  @API-18i
  Scenario: A ReplicationController selects by its template
    When alice creates:
      """
      {apiVersion: v1, kind: ReplicationController, metadata: {name: web}, spec: {replicas: 0, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {metadata: {labels: {app: web}}, spec: {selector: {app: web}}}
      """
    And nothing else changed

  @API-18i
  Scenario: A ReplicationController with labels keeps them
    When alice creates:
      """
      {apiVersion: v1, kind: ReplicationController, metadata: {name: web, labels: {a: b}}, spec: {replicas: 0, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {metadata: {labels: !only {a: b}}, spec: {selector: !only {app: web}}}
      """
    And nothing else changed

  @API-18k
  Scenario: A probe is completed
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, livenessProbe: {httpGet: {port: 80}}}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {containers: [{livenessProbe: {timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3, httpGet: {path: /, scheme: HTTP}}}]}}
      """
    And nothing else changed

  @API-18k
  Scenario: Volumes are completed
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {automountServiceAccountToken: false, volumes: [{name: a}, {name: b, secret: {secretName: s}}, {name: d, configMap: {name: m}}], containers: [{name: c, image: nginx}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {volumes: [{name: a, emptyDir: {}}, {name: b, secret: {defaultMode: 420}}, {name: d, configMap: {defaultMode: 420}}]}}
      """
    And nothing else changed

  @API-18l
  Scenario: A Secret is opaque and encoded
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web}, stringData: {a: x}, data: {a: eQ==, b: eQ==}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {type: Opaque, data: !only {a: eA==, b: eQ==}, stringData: !absent }
      """
    And secret/web is:
      """
      {type: Opaque, data: !only {a: eA==, b: eQ==}, stringData: !absent }
      """
    And nothing else changed

  @API-18b
  Scenario Outline: The image <image> is pulled <policy>
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: "<image>"}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {containers: [{imagePullPolicy: <policy>}]}}
      """

    Examples:
      | image                          | policy       |
      | nginx                          | Always       |
      | nginx:latest                   | Always       |
      | nginx:1.27                     | IfNotPresent |
      | registry.example.com:5000/nginx | Always      |
      | nginx@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | IfNotPresent |

  @API-18d
  Scenario Outline: Resources of <resources> make a Pod <class>
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, resources: <resources>}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {containers: [{resources: <completed>}]}, status: {qosClass: <class>}}
      """

    Examples:
      | resources                                      | completed                                                           | class      |
      | {}                                             | {requests: !absent , limits: !absent }                              | BestEffort |
      | {limits: {cpu: 1, memory: 1Gi}}                | {limits: {cpu: "1", memory: 1Gi}, requests: {cpu: "1", memory: 1Gi}} | Guaranteed |
      | {requests: {cpu: 100m}}                        | {requests: {cpu: 100m}, limits: !absent }                           | Burstable  |
      | {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 100m}} | {limits: {cpu: "1", memory: 1Gi}, requests: {cpu: 100m, memory: 1Gi}} | Burstable |

  @API-18j
  Scenario: A Job selects its Pods by its uid
    Given alice creates:
      """
      {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {suspend: true, template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}
      """
    And the answer is remembered as job
    When alice gets job/web
    Then the answer is:
      """
      spec:
        selector: {matchLabels: !only {batch.kubernetes.io/controller-uid: $job.metadata.uid}}
        template: {metadata: {labels: {batch.kubernetes.io/controller-uid: $job.metadata.uid, batch.kubernetes.io/job-name: web}}}
      """

  @API-18v @needs-apiStore
  Scenario: What an older server left out is filled in
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: old}, spec: {containers: [{name: app, image: x}]}}
      """
    And the API server's store is patched at /registry/pods/home/old:
      """
      spec: {restartPolicy: null, dnsPolicy: null, terminationGracePeriodSeconds: null, containers: [{name: app, image: x}]}
      """
    When alice gets pod/old
    Then it is accepted with 200
    And the answer is:
      """
      spec:
        restartPolicy: Always
        dnsPolicy: ClusterFirst
        terminationGracePeriodSeconds: 30
        containers: [{imagePullPolicy: Always, terminationMessagePath: /dev/termination-log}]
      """

  @API-18v @needs-apiStore
  Scenario: A watch shows what an older server left out
    Given these objects:
      """
      {apiVersion: v1, kind: Service, metadata: {name: old}, spec: {ports: [{port: 80}]}}
      """
    And alice watches services as w
    When the API server's store is patched at /registry/services/specs/home/old:
      """
      spec: {sessionAffinity: null, internalTrafficPolicy: null, ports: [{port: 81}]}
      """
    Then w sees:
      | type     | object      | spec.sessionAffinity | spec.internalTrafficPolicy | spec.ports.0.targetPort |
      | ADDED    | service/old | None                 | Cluster                    | 80                      |
      | MODIFIED | service/old | None                 | Cluster                    | 81                      |
