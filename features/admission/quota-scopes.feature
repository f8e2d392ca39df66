@needs-kubeApi
Feature: A quota may be about some pods only

  @ADM-10j
  Scenario Outline: A quota with the scope <scope> refuses a pod with <selected>
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {scopes: [<scope>], hard: {pods: "0"}}}
      """
    And resourcequota/none is within 10s:
      """
      {status: {used: {pods: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {<selected>}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

    Examples:
      | scope                     | selected                                                                                                                                                                                                   |
      | Terminating               | activeDeadlineSeconds: 60, containers: [{name: c, image: nginx}]                                                                                                                                            |
      | NotTerminating            | containers: [{name: c, image: nginx}]                                                                                                                                                                       |
      | BestEffort                | containers: [{name: c, image: nginx}]                                                                                                                                                                       |
      | NotBestEffort             | containers: [{name: c, image: nginx, resources: {requests: {cpu: 1m}}}]                                                                                                                                     |
      | PriorityClass             | priorityClassName: system-node-critical, containers: [{name: c, image: nginx}]                                                                                                                              |
      | CrossNamespacePodAffinity | containers: [{name: c, image: nginx}], affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, namespaces: [kube-system], labelSelector: {matchLabels: {a: b}}}]}} |

  @ADM-10j
  Scenario Outline: A quota with the scope <scope> leaves alone a pod with <other>
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {scopes: [<scope>], hard: {pods: "0"}}}
      """
    And resourcequota/none is within 10s:
      """
      {status: {used: {pods: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {<other>}}
      """
    Then it is accepted with 201
    And resourcequota/none is:
      """
      {status: {used: {pods: "0"}}}
      """

    Examples:
      | scope                     | other                                                                                                                                                                                       |
      | Terminating               | containers: [{name: c, image: nginx}]                                                                                                                                                        |
      | NotTerminating            | activeDeadlineSeconds: 60, containers: [{name: c, image: nginx}]                                                                                                                             |
      | BestEffort                | containers: [{name: c, image: nginx, resources: {limits: {memory: 1Mi}}}]                                                                                                                    |
      | NotBestEffort             | containers: [{name: c, image: nginx, resources: {requests: {ephemeral-storage: 1Mi}}}]                                                                                                       |
      | PriorityClass             | containers: [{name: c, image: nginx}]                                                                                                                                                        |
      | CrossNamespacePodAffinity | containers: [{name: c, image: nginx}], affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {a: b}}}]}} |

  @ADM-10k
  Scenario Outline: A selector <operator> <values> chooses pods by their priority class: <class>
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: <operator>, values: <values>}]}, hard: {pods: "0"}}}
      """
    And resourcequota/none is within 10s:
      """
      {status: {used: {pods: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {priorityClassName: "<class>", containers: [{name: c, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

    Examples:
      | operator     | values                                          | class                   |
      | In           | [system-node-critical, system-cluster-critical] | system-cluster-critical |
      | NotIn        | [system-node-critical]                          | system-cluster-critical |
      | NotIn        | [system-node-critical]                          |                         |
      | Exists       | []                                              | system-node-critical    |
      | DoesNotExist | []                                              |                         |

  @ADM-10k
  Scenario Outline: A selector <operator> <values> leaves alone pods of other priority classes: <class>
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: <operator>, values: <values>}]}, hard: {pods: "0"}}}
      """
    And resourcequota/none is within 10s:
      """
      {status: {used: {pods: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {priorityClassName: "<class>", containers: [{name: c, image: nginx}]}}
      """
    Then it is accepted with 201

    Examples:
      | operator     | values                  | class                   |
      | In           | [system-node-critical]  | system-cluster-critical |
      | In           | [system-node-critical]  |                         |
      | NotIn        | [system-node-critical]  | system-node-critical    |
      | Exists       | []                      |                         |
      | DoesNotExist | []                      | system-node-critical    |
