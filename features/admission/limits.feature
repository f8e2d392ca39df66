@needs-kubeApi
Feature: Limits bound what one pod or claim may ask for

  @ADM-11
  Scenario: Containers that say nothing get what the namespace sets
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Container, default: {cpu: 500m, memory: 64Mi}, defaultRequest: {cpu: 100m}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {initContainers: [{name: i, image: nginx}], containers: [{name: c, image: nginx}]}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec:
        initContainers: [{resources: {limits: !only {cpu: 500m, memory: 64Mi}, requests: !only {cpu: 100m, memory: 64Mi}}}]
        containers: [{resources: {limits: !only {cpu: 500m, memory: 64Mi}, requests: !only {cpu: 100m, memory: 64Mi}}}]
      """

  @ADM-11a
  Scenario: What was set is noted on the pod
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Container, default: {memory: 64Mi, cpu: 500m}, defaultRequest: {cpu: 100m}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {initContainers: [{name: i, image: nginx, resources: {requests: {cpu: 1m, memory: 1Mi}}}], containers: [{name: c, image: nginx}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {metadata: {annotations: {kubernetes.io/limit-ranger: 'LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c; cpu, memory limit for init container i'}}}
      """

  @ADM-11
  Scenario: What a container says itself stays
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Container, default: {cpu: 500m}, defaultRequest: {cpu: 100m}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, resources: {limits: {cpu: 200m}}}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {metadata: {annotations: !absent }, spec: {containers: [{resources: {limits: !only {cpu: 200m}, requests: !only {cpu: 200m}}}]}}
      """

  @ADM-11b
  Scenario Outline: A container below the minimum is refused: <what>
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Container, min: {<name>: <minimum>}, defaultRequest: {<name>: <minimum>}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {<list>}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: 'pods "web" is forbidden: minimum <name> usage per Container is <minimum>, but request is <request>'}
      """
    And pod/web does not exist
    And nothing else changed

    Examples:
      | what              | name   | minimum | request | list                                                                                                                                                             |
      | a container       | cpu    | 100m    | 50m     | containers: [{name: c, image: nginx, resources: {requests: {cpu: 0.05}}}]                                                                                         |
      | one of two        | memory | 1Gi     | 1G      | containers: [{name: a, image: nginx}, {name: b, image: nginx, resources: {requests: {memory: 1G}}}]                                                               |
      | an init container | cpu    | 100m    | 99m     | initContainers: [{name: i, image: nginx, resources: {requests: {cpu: 99m}}}], containers: [{name: c, image: nginx, resources: {requests: {cpu: 100m}}}]            |

  @ADM-11c
  Scenario Outline: A container above the maximum is refused: <what>
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Container, max: {cpu: "1"}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {<list>}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: 'pods "web" is forbidden: maximum cpu usage per Container is 1, but limit is <limit>'}
      """
    And nothing else changed

    Examples:
      | what              | limit | list                                                                                                            |
      | a container       | 1001m | containers: [{name: c, image: nginx, resources: {limits: {cpu: 1001m}}}]                                         |
      | an init container | 2     | initContainers: [{name: i, image: nginx, resources: {limits: {cpu: "2"}}}], containers: [{name: c, image: nginx}] |

  @ADM-11c
  Scenario: What is exactly the maximum is accepted
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Container, max: {cpu: "1"}, min: {cpu: "1"}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, resources: {limits: {cpu: 1000m}}}]}}
      """
    Then it is accepted with 201

  @ADM-11d
  Scenario: A limit too many times the request is refused
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Container, maxLimitRequestRatio: {cpu: "2"}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, resources: {limits: {cpu: "1"}, requests: {cpu: 400m}}}]}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: 'pods "web" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 2.500000'}
      """
    And nothing else changed

  @ADM-11d
  Scenario: Without a request no ratio can be kept
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Container, maxLimitRequestRatio: {cpu: "2"}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: 'pods "web" is forbidden: cpu max limit to request ratio per Container is 2, but no request is specified or request is 0'}
      """

  @ADM-11e
  Scenario Outline: A pod as a whole is bounded: <message>
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Pod, <bound>}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: a, image: nginx, resources: {requests: {cpu: 300m}, limits: {cpu: 600m}}}, {name: b, image: nginx, resources: {requests: {cpu: 300m}, limits: {cpu: 600m}}}]}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: 'pods "web" is forbidden: <message>'}
      """
    And nothing else changed

    Examples:
      | bound                              | message                                                                           |
      | max: {cpu: "1"}                    | maximum cpu usage per Pod is 1, but limit is 1200m                                |
      | min: {cpu: 700m}                   | minimum cpu usage per Pod is 700m, but request is 600m                            |
      | max: {memory: 1Gi}                 | maximum memory usage per Pod is 1Gi.  No limit is specified                       |
      | min: {memory: 1Gi}                 | minimum memory usage per Pod is 1Gi.  No request is specified                     |
      | maxLimitRequestRatio: {cpu: "1.5"} | cpu max limit to request ratio per Pod is 1500m, but provided ratio is 2.000000   |

  @ADM-11e
  Scenario: Init containers count in a pod as long as they are the most that runs at one time
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Pod, max: {cpu: "1"}}]}}
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        initContainers:
          - {name: first, image: nginx, resources: {limits: {cpu: "1"}}}
          - {name: second, image: nginx, resources: {limits: {cpu: "1"}}}
        containers: [{name: c, image: nginx, resources: {limits: {cpu: "1"}}}]
      """
    Then it is accepted with 201

  @ADM-11f
  Scenario Outline: A claim <where> the bounds is refused
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: PersistentVolumeClaim, min: {storage: 1Gi}, max: {storage: 2Gi}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: <asked>}}}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: 'persistentvolumeclaims "data" is forbidden: <why>'}
      """
    And persistentvolumeclaim/data does not exist
    And nothing else changed

    Examples:
      | where | asked | why                                                                           |
      | below | 1G    | minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1G     |
      | above | 3Gi   | maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi    |

  @ADM-11f
  Scenario: A claim within the bounds is accepted
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: PersistentVolumeClaim, min: {storage: 1Gi}, max: {storage: 2Gi}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}}
      """
    Then it is accepted with 201

  @ADM-11g
  Scenario: Everything that is wrong is told at once, each once
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Container, max: {cpu: "1"}}, {type: Pod, max: {cpu: "2"}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: a, image: nginx, resources: {limits: {cpu: "2"}}}, {name: b, image: nginx, resources: {limits: {cpu: "2"}}}]}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: 'pods "web" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, maximum cpu usage per Pod is 2, but limit is 4]'}
      """

  @ADM-11h
  Scenario: What is there already is left alone, also when it is changed
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Container, max: {cpu: "1"}, min: {memory: 1Gi}}]}}
      """
    When alice patches pod/web by merge:
      """
      {metadata: {labels: {colour: red}}}
      """
    Then it is accepted with 200
    And pod/web is:
      """
      {spec: {containers: [{resources: {limits: !absent , requests: !absent }}]}}
      """

  @ADM-11h
  Scenario: A claim is looked at again when it is changed
    Given these objects:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 3Gi}}}}
      ---
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: PersistentVolumeClaim, max: {storage: 2Gi}}]}}
      """
    When alice patches persistentvolumeclaim/data by merge:
      """
      {metadata: {labels: {colour: red}}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @ADM-11i
  Scenario: A limit for containers is completed by what it says
    When alice creates:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Container, max: {cpu: "2", memory: 1Gi}, min: {cpu: 100m, ephemeral-storage: 1Gi}, default: {cpu: "1"}}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {spec: {limits: [{default: !only {cpu: "1", memory: 1Gi}, defaultRequest: !only {cpu: "1", memory: 1Gi, ephemeral-storage: 1Gi}}]}}
      """

  @ADM-11j
  Scenario Outline: A limit that nothing can keep is invalid: <limit>
    When alice creates:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{<limit>}]}}
      """
    Then it is refused with 422 Invalid for:
      | field                 | reason   |
      | spec.limits[0].<field> | <reason> |
    And limitrange/sizes does not exist

    Examples:
      | limit                                                                           | field                     | reason              |
      | type: Pod, min: {cpu: "2"}, max: {cpu: "1"}                                     | min[cpu]                  | FieldValueInvalid   |
      | type: Pod, default: {cpu: "1"}                                                  | default                   | FieldValueForbidden |
      | type: Pod, defaultRequest: {cpu: "1"}                                           | defaultRequest            | FieldValueForbidden |
      | type: PersistentVolumeClaim                                                     | limits                    | FieldValueRequired  |
      | type: Container, default: {cpu: "1"}, defaultRequest: {cpu: "2"}                | defaultRequest[cpu]       | FieldValueInvalid   |
      | type: Container, maxLimitRequestRatio: {cpu: 0.5}                               | maxLimitRequestRatio[cpu] | FieldValueInvalid   |

  @ADM-11k
  Scenario: Every LimitRange of the namespace is enforced
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: a}, spec: {limits: [{type: Container, max: {cpu: "2"}}]}}
      ---
      {apiVersion: v1, kind: LimitRange, metadata: {name: b}, spec: {limits: [{type: Container, max: {memory: 1Gi}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, resources: {limits: {memory: 2Gi}}}]}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: 'pods "web" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi'}
      """

  @ADM-11m
  Scenario: What the limits set is what a quota counts
    Given these objects:
      """
      {apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Container, defaultRequest: {cpu: 100m}}]}}
      ---
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {requests.cpu: "1"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {requests.cpu: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: a, image: nginx}, {name: b, image: nginx}]}}
      """
    Then it is accepted with 201
    And resourcequota/small is:
      """
      {status: {used: {requests.cpu: 200m}}}
      """
