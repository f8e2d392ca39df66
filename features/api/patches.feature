@needs-kubeApi
Feature: A patch changes what it names

  @API-14a
  Scenario: A JSON patch does all its operations
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: "1", b: "2", c: "3"}}
      """
    When alice patches configmap/settings by json:
      """
      - {op: test, path: /data/a, value: "1"}
      - {op: replace, path: /data/a, value: "10"}
      - {op: remove, path: /data/b}
      - {op: add, path: /data/d, value: "4"}
      - {op: move, from: /data/c, path: /data/e}
      - {op: copy, from: /data/a, path: /data/f}
      """
    Then it is accepted with 200
    And the answer is:
      """
      {data: !only {a: "10", d: "4", e: "3", f: "10"}}
      """
    And nothing else changed

  @API-14a
  Scenario: A JSON patch reaches into lists and escaped keys
    Given these objects:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web, labels: {example.com/a: b}}, spec: {ports: [{name: a, port: 80}, {name: c, port: 82}]}}
      """
    When alice patches service/web by json:
      """
      - {op: add, path: /spec/ports/1, value: {name: b, port: 81}}
      - {op: add, path: /spec/ports/-, value: {name: d, port: 83}}
      - {op: replace, path: /metadata/labels/example.com~1a, value: c}
      """
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {labels: {example.com/a: c}}, spec: {ports: [{name: a}, {name: b, port: 81}, {name: c}, {name: d, port: 83}]}}
      """

  @API-14b
  Scenario Outline: A JSON patch that cannot <what> changes nothing
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: "1"}}
      """
    When alice patches configmap/settings by json:
      """
      [{op: add, path: /data/b, value: "2"}, <operation>]
      """
    Then it is refused with 422 Invalid
    And configmap/settings is:
      """
      {data: !only {a: "1"}}
      """
    And nothing else changed

    Examples:
      | what                   | operation                              |
      | find its test true     | {op: test, path: /data/a, value: "2"}  |
      | remove what is missing | {op: remove, path: /data/z}            |
      | be understood          | {op: frobnicate, path: /data/a}        |

  @API-14c
  Scenario: A merge patch merges, replaces and takes away
    Given these objects:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web, labels: {a: "1", b: "2"}}, spec: {selector: {app: web}, ports: [{name: a, port: 80}, {name: b, port: 81}]}}
      """
    When alice patches service/web by merge:
      """
      {metadata: {labels: {a: null, c: "3"}}, spec: {ports: [{name: c, port: 82}]}}
      """
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {labels: !only {b: "2", c: "3"}}, spec: {selector: {app: web}, ports: [{name: c, port: 82}]}}
      """
    And nothing else changed

  @API-14d
  Scenario: A strategic merge patch merges containers by name
    Given these objects:
      """
      {apiVersion: v1, kind: PodTemplate, metadata: {name: web}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: one, env: [{name: x, value: "1"}]}, {name: b, image: two}]}}}
      """
    When alice patches podtemplate/web by strategic merge:
      """
      {template: {spec: {containers: [{name: b, image: three}, {name: c, image: four}, {name: a, env: [{name: y, value: "2"}]}]}}}
      """
    Then it is accepted with 200
    And the answer is:
      """
      template:
        metadata: {labels: {a: b}}
        spec:
          containers: !unordered
            - {name: a, image: one, env: !unordered [{name: x, value: "1"}, {name: y, value: "2"}]}
            - {name: b, image: three}
            - {name: c, image: four}
      """
    And nothing else changed

  @API-14e
  Scenario: A strategic merge patch replaces arguments
    Given these objects:
      """
      {apiVersion: v1, kind: PodTemplate, metadata: {name: web}, template: {spec: {containers: [{name: a, image: one, args: [x, y]}]}}}
      """
    When alice patches podtemplate/web by strategic merge:
      """
      {template: {spec: {containers: [{name: a, args: [z]}]}}}
      """
    Then it is accepted with 200
    And the answer is:
      """
      {template: {spec: {containers: [{name: a, image: one, args: [z]}]}}}
      """

  @API-14f
  Scenario: A directive deletes one container
    Given these objects:
      """
      {apiVersion: v1, kind: PodTemplate, metadata: {name: web}, template: {spec: {containers: [{name: a, image: one}, {name: b, image: two}]}}}
      """
    When alice patches podtemplate/web by strategic merge:
      """
      {template: {spec: {containers: [{$patch: delete, name: a}]}}}
      """
    Then it is accepted with 200
    And the answer is:
      """
      {template: {spec: {containers: [{name: b, image: two}]}}}
      """

  @API-14g
  Scenario Outline: A directive replaces a <what>
    Given these objects:
      """
      {apiVersion: v1, kind: PodTemplate, metadata: {name: web}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: one}, {name: b, image: two}]}}}
      """
    When alice patches podtemplate/web by strategic merge:
      """
      <patch>
      """
    Then it is accepted with 200
    And the answer is:
      """
      <result>
      """

    Examples:
      | what | patch                                                                              | result                                                           |
      | list | {template: {spec: {containers: [{$patch: replace}, {name: c, image: three}]}}}     | {template: {spec: {containers: [{name: c, image: three}]}}}      |
      | map  | {template: {metadata: {labels: {$patch: replace, c: d}}}}                          | {template: {metadata: {labels: !only {c: d}}}}                   |

  @API-14h
  Scenario: Values of a list that merges are added and taken out
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, finalizers: [example.com/a, example.com/b]}}
      """
    When alice patches configmap/settings by strategic merge:
      """
      {metadata: {$deleteFromPrimitiveList/finalizers: [example.com/a], finalizers: [example.com/c]}}
      """
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {finalizers: !unordered [example.com/b, example.com/c]}}
      """
    And nothing else changed

  @API-14i
  Scenario Outline: <what> is refused
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: "1"}}
      """
    When alice sends PATCH /api/v1/namespaces/home/configmaps/settings:
      """<media type>
      <patch>
      """
    Then it is refused with 400 BadRequest
    And nothing else changed

    Examples:
      | what                          | media type                             | patch                                    |
      | An unfinished merge patch     | application/merge-patch+json           | {"data": {"b"                            |
      | A merge patch of a list       | application/merge-patch+json           | []                                       |
      | A JSON patch of a map         | application/json-patch+json            | {"op": "remove", "path": "/data/a"}      |
      | An unfinished strategic patch | application/strategic-merge-patch+json | {"data": {"b"                            |
      | A patch of the name           | application/merge-patch+json           | {"metadata": {"name": "others"}}         |

  @API-14j
  Scenario Outline: A <type> patch to an invalid object changes nothing
    Given these objects:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80, targetPort: 80}]}}
      """
    When alice patches service/web by <type>:
      """
      <patch>
      """
    Then it is refused with 422 Invalid for:
      | field              | reason            |
      | spec.ports[0].port | FieldValueInvalid |
    And nothing else changed

    Examples:
      | type            | patch                                                   |
      | merge           | {spec: {ports: [{port: 70000, targetPort: 80}]}}        |
      | json            | [{op: replace, path: /spec/ports/0/port, value: 70000}] |
      | strategic merge | {spec: {ports: [{$patch: replace}, {port: 70000, targetPort: 80}]}} |
