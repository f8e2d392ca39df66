@needs-kubeApi
Feature: Namespaces that must exist

  Background:
    Given the API server runs with:
      """
      enable-admission-plugins: NamespaceExists
      disable-admission-plugins: NamespaceLifecycle
      """

  @ADM-9a
  Scenario: What belongs to no namespace that there is is refused
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: nowhere}}
      """
    Then it is refused with 404 NotFound
    And the answer is:
      """
      details: {kind: namespaces, name: nowhere}
      """
