@needs-kubeApi @needs-apiStore @exclusive
Feature: What is no longer kept is said to be expired

  @API-2k
  Scenario: A read at a version that is no longer kept is refused
    Given alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web}}
      """
    And the answer is remembered as first
    And alice patches secret/web by merge:
      """
      {metadata: {labels: {a: b}}}
      """
    And the API server's store is compacted
    When alice sends GET /api/v1/namespaces/home/secrets?resourceVersionMatch=Exact&resourceVersion=$first.metadata.resourceVersion
    Then it is refused with 410 Expired

  @API-13h
  Scenario: A token that is too old is refused with another one
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c}}
      """
    And alice sends GET /api/v1/namespaces/home/secrets?limit=1
    And the answer is remembered as page
    And alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      """
    And the API server's store is compacted
    When alice sends GET /api/v1/namespaces/home/secrets?limit=1&continue=$page.metadata.continue
    Then it is refused with 410 Expired
    And the answer is:
      """
      {metadata: {continue: !matches ".+"}}
      """

  @API-13h
  Scenario: The new token goes on at the present
    Given alice sends GET /api/v1/namespaces?limit=1
    And the answer is remembered as page
    And these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: late}}
      """
    And the API server's store is compacted
    When alice sends GET /api/v1/namespaces?continue=$page.metadata.continue
    And the answer is remembered as refusal
    And alice sends GET /api/v1/namespaces?continue=$refusal.metadata.continue
    Then the answer is:
      """
      {items: !contains [{metadata: {name: kube-system}}, {metadata: {name: late}}]}
      """
