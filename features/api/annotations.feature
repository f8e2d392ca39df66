@needs-kubeApi
Feature: Annotations hold what nobody selects by

  @API-11a
  Scenario: An annotation is kept to the letter
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web, annotations: {example.com/note: " {\"a\": [1, \"ü\"]}\n\t- b: c  ", empty: ""}}}
      """
    Then it is accepted with 201
    And secret/web is:
      """
      {metadata: {annotations: !only {example.com/note: " {\"a\": [1, \"ü\"]}\n\t- b: c  ", empty: ""}}}
      """
    And nothing else changed

  @API-11b
  Scenario Outline: The key <key> of an annotation is refused
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web, annotations: {"<key>": x}}}
      """
    Then it is refused with 422 Invalid for:
      | field                | reason            |
      | metadata.annotations | FieldValueInvalid |
    And nothing else changed

    Examples:
      | key   |
      | a b   |
      | /a    |
      | a/b/c |
      | -     |

  @API-11c
  Scenario: A label selector does not look at annotations
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a, annotations: {app: web}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b, labels: {app: web}}}
      """
    When alice lists secrets labelled app=web
    Then it is accepted with 200
    And the answer lists:
      | metadata.name |
      | b             |
