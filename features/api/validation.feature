@needs-kubeApi
Feature: An invalid object is refused whole

  @API-17a
  Scenario Outline: <what> is required
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
      | A Pod's containers | spec.containers | FieldValueRequired | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: []}} |
      | A container's name | spec.containers[0].name | FieldValueRequired | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{image: nginx}]}} |
      | A container's image | spec.containers[0].image | FieldValueRequired | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c}]}} |
      | A Service's ports | spec.ports | FieldValueRequired | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}}} |
      | The name of each of two ports | spec.ports[1].name | FieldValueRequired | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{name: a, port: 80}, {port: 81}]}} |
      | The name of an environment variable | spec.containers[0].env[0].name | FieldValueRequired | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, env: [{value: x}]}]}} |
      | The name of an external Service | spec.externalName | FieldValueRequired | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: ExternalName}} |
      | The access mode of a claim | spec.accessModes | FieldValueRequired | {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: web}, spec: {resources: {requests: {storage: 1Gi}}}} |

  @API-17a
  Scenario Outline: A <kind> needs a selector
    When alice creates:
      """
      {apiVersion: apps/v1, kind: <kind>, metadata: {name: web}, spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    Then it is refused with 422 Invalid for:
      | field                         | reason             |
      | spec.selector                 | FieldValueRequired |
      | spec.template.metadata.labels | FieldValueInvalid  |
    And nothing else changed

    Examples:
      | kind        |
      | ReplicaSet  |
      | Deployment  |
      | StatefulSet |

  @API-17b
  Scenario Outline: <what> that nobody knows is refused
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
      | A restart policy | spec.restartPolicy | FieldValueNotSupported | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {restartPolicy: Sometimes, containers: [{name: c, image: nginx}]}} |
      | A pull policy | spec.containers[0].imagePullPolicy | FieldValueNotSupported | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, imagePullPolicy: Sometimes}]}} |
      | A DNS policy | spec.dnsPolicy | FieldValueNotSupported | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {dnsPolicy: Sometimes, containers: [{name: c, image: nginx}]}} |
      | A protocol of a container | spec.containers[0].ports[0].protocol | FieldValueNotSupported | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 80, protocol: HTTP}]}]}} |
      | A protocol of a Service | spec.ports[0].protocol | FieldValueNotSupported | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80, protocol: HTTP}]}} |
      | A type of Service | spec.type | FieldValueNotSupported | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: Internal, ports: [{port: 80}]}} |
      | A session affinity | spec.sessionAffinity | FieldValueNotSupported | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {sessionAffinity: Cookie, ports: [{port: 80}]}} |
      | An access mode | spec.accessModes | FieldValueNotSupported | {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: web}, spec: {accessModes: [ReadOften], resources: {requests: {storage: 1Gi}}}} |

  @API-17c
  Scenario Outline: <what> is not of its format
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
      | A name of a container | spec.containers[0].name | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: C_, image: nginx}]}} |
      | A name of an environment variable | spec.containers[0].env[0].name | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, env: [{name: a=b}]}]}} |
      | A schedule | spec.schedule | FieldValueInvalid | {apiVersion: batch/v1, kind: CronJob, metadata: {name: web}, spec: {schedule: every day, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}}} |
      | An address of a Service | spec.clusterIPs[0] | FieldValueInvalid | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: nowhere, ports: [{port: 80}]}} |
      | A key of a ConfigMap | data[a b] | FieldValueInvalid | {apiVersion: v1, kind: ConfigMap, metadata: {name: web}, data: {"a b": x}} |
      | A key of a Secret | data[a/b] | FieldValueInvalid | {apiVersion: v1, kind: Secret, metadata: {name: web}, data: {"a/b": eA==}} |

  @API-17d
  Scenario Outline: <what> cannot be decoded
    When alice creates:
      """
      <object>
      """
    Then it is refused with 400 BadRequest
    And nothing else changed

    Examples:
      | what | object |
      | A quantity | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, resources: {requests: {cpu: lots}}}]}} |
      | Data       | {apiVersion: v1, kind: Secret, metadata: {name: web}, data: {a: "%%%"}} |
      | A time     | {apiVersion: v1, kind: Secret, metadata: {name: web, creationTimestamp: yesterday}} |

  @API-17e
  Scenario Outline: <what> is out of range
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
      | A Service's port | spec.ports[0].port | FieldValueInvalid | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 65536, targetPort: 80}]}} |
      | A Service's port zero | spec.ports[0].port | FieldValueInvalid | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 0, targetPort: 80}]}} |
      | A Service's target port | spec.ports[0].targetPort | FieldValueInvalid | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80, targetPort: -1}]}} |
      | A container's port | spec.containers[0].ports[0].containerPort | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 70000}]}]}} |
      | A host's port | spec.containers[0].ports[0].hostPort | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 80, hostPort: 70000}]}]}} |
      | A number of replicas | spec.replicas | FieldValueInvalid | {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web}, spec: {replicas: -1, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}} |
      | A quantity below zero | spec.containers[0].resources.requests[cpu] | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, resources: {requests: {cpu: "-1"}}}]}} |

  @API-17f
  Scenario Outline: <what> stands twice
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
      | A container's name | spec.containers[1].name | FieldValueDuplicate | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx}, {name: c, image: redis}]}} |
      | A port's name | spec.ports[1].name | FieldValueDuplicate | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{name: a, port: 80}, {name: a, port: 81}]}} |
      | A port's number | spec.ports[1] | FieldValueDuplicate | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{name: a, port: 80}, {name: b, port: 80}]}} |

  @API-17g
  Scenario Outline: The selector of a <what> must match its template
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
      | ReplicaSet | spec.template.metadata.labels | FieldValueInvalid | {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web}, spec: {selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}} |
      | Deployment | spec.template.metadata.labels | FieldValueInvalid | {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}} |
      | StatefulSet | spec.template.metadata.labels | FieldValueInvalid | {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {serviceName: web, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}} |
      | DaemonSet | spec.template.metadata.labels | FieldValueInvalid | {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: web}, spec: {selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}} |
      | ReplicationController | spec.template.metadata.labels | FieldValueInvalid | {apiVersion: v1, kind: ReplicationController, metadata: {name: web}, spec: {selector: {app: db}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}} |
      | Deployment by expression | spec.template.metadata.labels | FieldValueInvalid | {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}} |

  @API-17h
  Scenario Outline: <what> never changes
    Given these objects:
      """
      <object>
      """
    When alice patches <ref> by merge:
      """
      <patch>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | ref | patch | field | reason | object |
      | The selector of a Deployment | deployment/web | {spec: {selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}}}} | spec.selector | FieldValueInvalid | {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 0, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}} |
      | The address of a Service | service/web | {spec: {clusterIP: None, clusterIPs: [None]}} | spec.clusterIPs[0] | FieldValueInvalid | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}} |
      | The template of a Job | job/web | {spec: {template: {spec: {restartPolicy: OnFailure}}}} | spec.template | FieldValueInvalid | {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {suspend: true, template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}} |
      | The type of a Secret | secret/web | {type: example.com/key} | type | FieldValueInvalid | {apiVersion: v1, kind: Secret, metadata: {name: web}} |
      | The service of a StatefulSet | statefulset/web | {spec: {serviceName: db}} | spec | FieldValueForbidden | {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {serviceName: web, replicas: 0, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}} |
      | The deadline of a Pod | pod/web | {spec: {activeDeadlineSeconds: 90}} | spec.activeDeadlineSeconds | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {activeDeadlineSeconds: 60, containers: [{name: c, image: nginx}]}} |
      | The node of a Pod | pod/web | {spec: {nodeName: n1}} | spec | FieldValueForbidden | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx}]}} |

  @API-17i
  Scenario Outline: <what> may change
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx}]}}
      """
    When alice patches pod/web by strategic merge:
      """
      {spec: <change>}
      """
    Then it is accepted with 200
    And pod/web is:
      """
      {spec: <change>}
      """

    Examples:
      | what                    | change                                         |
      | The image of a Pod      | {containers: [{name: c, image: "nginx:2"}]}    |
      | The deadline of a Pod   | {activeDeadlineSeconds: 60}                    |

  @API-17i
  Scenario: A shorter deadline of a Pod is taken
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {activeDeadlineSeconds: 60, containers: [{name: c, image: nginx}]}}
      """
    When alice patches pod/web by merge:
      """
      {spec: {activeDeadlineSeconds: 30}}
      """
    Then it is accepted with 200
    And pod/web is:
      """
      {spec: {activeDeadlineSeconds: 30}}
      """

  @API-17i
  Scenario: A Pod is given another toleration
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {tolerations: [{key: a, operator: Exists}], containers: [{name: c, image: nginx}]}}
      """
    When alice patches pod/web by json:
      """
      [{op: add, path: /spec/tolerations/-, value: {key: b, operator: Exists}}]
      """
    Then it is accepted with 200
    And pod/web is:
      """
      {spec: {tolerations: !contains [{key: a, operator: Exists}, {key: b, operator: Exists}]}}
      """

  @API-17j
  Scenario Outline: An immutable <kind> keeps its <field>
    Given these objects:
      """
      {apiVersion: v1, kind: <kind>, metadata: {name: web}, immutable: true, data: {a: eA==}}
      """
    When alice patches <ref> by merge:
      """
      <patch>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason              |
      | <field> | FieldValueForbidden |
    And nothing else changed

    Examples:
      | kind      | ref           | field     | patch                |
      | ConfigMap | configmap/web | data      | {data: {a: eQ==}}    |
      | Secret    | secret/web    | data      | {data: {b: eQ==}}    |
      | ConfigMap | configmap/web | immutable | {immutable: false}   |
      | Secret    | secret/web    | immutable | {immutable: null}    |

  @API-17k
  Scenario Outline: <what> does not fit
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
      | A mount of a volume that is not there | spec.containers[0].volumeMounts[0].name | FieldValueNotFound | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, volumeMounts: [{name: disk, mountPath: /a}]}]}} |
      | A request beyond its limit | spec.containers[0].resources.requests | FieldValueInvalid | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, resources: {requests: {cpu: 2}, limits: {cpu: 1}}}]}} |
      | A node port without the type | spec.ports[0].nodePort | FieldValueForbidden | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80, nodePort: 30100}]}} |
      | A volume with two sources | spec.volumes[0].hostPath | FieldValueForbidden | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {volumes: [{name: v, emptyDir: {}, hostPath: {path: /a}}], containers: [{name: c, image: nginx}]}} |
      | A rolling update that cannot move | spec.strategy.rollingUpdate.maxUnavailable | FieldValueInvalid | {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}} |
      | A rolling update of a recreated Deployment | spec.strategy.rollingUpdate | FieldValueForbidden | {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}} |

  @API-17l
  Scenario Outline: <what> is no restart policy there
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
      | Never in a Deployment | spec.template.spec.restartPolicy | FieldValueNotSupported | {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}} |
      | OnFailure in a ReplicaSet | spec.template.spec.restartPolicy | FieldValueNotSupported | {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {restartPolicy: OnFailure, containers: [{name: c, image: nginx}]}}}} |
      | None in a Job | spec.template.spec.restartPolicy | FieldValueRequired | {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {completions: 1, template: {spec: {containers: [{name: c, image: nginx}]}}}} |
      | Always in a Job | spec.template.spec.restartPolicy | FieldValueRequired | {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {completions: 1, template: {spec: {restartPolicy: Always, containers: [{name: c, image: nginx}]}}}} |

  @API-17m
  Scenario Outline: An owner without a <field> is refused
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: web, ownerReferences: [{apiVersion: v1, kind: Pod, <named>}]}}
      """
    Then it is refused with 422 Invalid for:
      | field                            | reason            |
      | metadata.ownerReferences.<field> | FieldValueInvalid |
    And nothing else changed

    Examples:
      | field | named             |
      | name  | name: "", uid: a  |
      | uid   | name: web         |

  @API-17m
  Scenario: Two controllers of one object are refused
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: web, ownerReferences: [{apiVersion: v1, kind: Pod, name: a, uid: a, controller: true}, {apiVersion: v1, kind: Pod, name: b, uid: b, controller: true}]}}
      """
    Then it is refused with 422 Invalid for:
      | field                    | reason            |
      | metadata.ownerReferences | FieldValueInvalid |
    And nothing else changed
