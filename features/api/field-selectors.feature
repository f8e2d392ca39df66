@needs-kubeApi
Feature: Some fields can be selected by

  @API-12a
  Scenario: An object is selected by its name
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: ab}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?fieldSelector=metadata.name%3Da
    Then it is accepted with 200
    And the answer lists:
      | metadata.name |
      | a             |

  @API-12a
  Scenario: Objects are selected by their namespace across all namespaces
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: a, namespace: dev}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      """
    When alice sends GET /api/v1/secrets?fieldSelector=metadata.namespace%3Ddev
    Then it is accepted with 200
    And the answer lists:
      | metadata.name | metadata.namespace |
      | a             | dev                |

  @API-12a
  Scenario: A namespace that is not the list's own selects nothing
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?fieldSelector=metadata.namespace%3Ddev
    Then it is accepted with 200
    And the answer is:
      """
      {items: []}
      """

  @API-12b
  Scenario Outline: Pods <pods> are selected
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: c, image: nginx}]}}
      """
    When alice sends GET /api/v1/namespaces/home/pods?fieldSelector=spec.nodeName%3D<node>
    Then it is accepted with 200
    And the answer lists:
      | metadata.name |
      | <pod>         |

    Examples:
      | pods      | node | pod |
      | on a node | n1   | a   |
      | on none   |      | b   |

  @API-12b
  Scenario: Pods are selected by their phase
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: c, image: nginx}]}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/b/status:
      """application/merge-patch+json
      {"status": {"phase": "Running"}}
      """
    When alice sends GET /api/v1/namespaces/home/pods?fieldSelector=status.phase%3DPending
    Then it is accepted with 200
    And the answer lists:
      | metadata.name |
      | a             |

  @API-12c
  Scenario: A field is required to be another
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?fieldSelector=metadata.name!%3Da
    Then it is accepted with 200
    And the answer lists:
      | metadata.name |
      | b             |

  @API-12d
  Scenario Outline: Requirements are joined as AND: <query>
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a, labels: {app: web}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b, labels: {app: web}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?<query>
    Then it is accepted with 200
    And the answer lists:
      | metadata.name |
      | b             |

    Examples:
      | query                                                            |
      | fieldSelector=metadata.name!%3Da,metadata.name!%3Dc              |
      | fieldSelector=metadata.name!%3Da&labelSelector=app%3Dweb         |

  @API-12e
  Scenario Outline: <resource> cannot be selected by <selector>
    When alice sends GET /api/v1/namespaces/home/<resource>?fieldSelector=<selector>
    Then it is refused with 400 BadRequest

    Examples:
      | resource | selector                       |
      | pods     | spec.containers%3Dc            |
      | pods     | status.qosClass%3DBestEffort   |
      | secrets  | data.a%3Db                     |
      | secrets  | metadata.labels%3Db            |
      | pods     | spec.nodeName                  |
      | pods     | metadata.name%20in%20(a,b)     |

  @API-12f
  Scenario: Secrets are selected by their type
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a}, type: example.com/key}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?fieldSelector=type%3DOpaque
    Then it is accepted with 200
    And the answer lists:
      | metadata.name |
      | b             |

  @API-12f
  Scenario: Events are selected by what they are about
    Given these objects:
      """
      {apiVersion: v1, kind: Event, metadata: {name: a}, involvedObject: {kind: Pod, name: web, namespace: home}, reason: Started}
      ---
      {apiVersion: v1, kind: Event, metadata: {name: b}, involvedObject: {kind: Pod, name: web, namespace: home}, reason: Killed}
      ---
      {apiVersion: v1, kind: Event, metadata: {name: c}, involvedObject: {kind: Pod, name: db, namespace: home}, reason: Killed}
      """
    When alice sends GET /api/v1/namespaces/home/events?fieldSelector=involvedObject.name%3Dweb,reason%3DKilled
    Then it is accepted with 200
    And the answer lists:
      | metadata.name |
      | b             |

  @API-12f
  Scenario Outline: Namespaces of the phase <phase> are <items>
    When alice sends GET /api/v1/namespaces?fieldSelector=status.phase%3D<phase>,metadata.name%3Ddefault
    Then it is accepted with 200
    And the answer is:
      """
      {items: <items>}
      """

    Examples:
      | phase       | items                         |
      | Active      | [{metadata: {name: default}}] |
      | Terminating | []                            |

  @API-12f
  Scenario Outline: Nodes that are unschedulable=<is> are selected
    Given alice creates:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      """
    And the answer is remembered as dev
    And these objects:
      """
      {apiVersion: v1, kind: Node, metadata: {name: n1, labels: {of: $dev.metadata.uid}}, spec: {unschedulable: true}}
      ---
      {apiVersion: v1, kind: Node, metadata: {name: n2, labels: {of: $dev.metadata.uid}}}
      """
    When alice sends GET /api/v1/nodes?labelSelector=of%3D$dev.metadata.uid&fieldSelector=spec.unschedulable%3D<is>
    Then it is accepted with 200
    And the answer lists:
      | metadata.name |
      | <node>        |

    Examples:
      | is    | node |
      | true  | n1   |
      | false | n2   |
