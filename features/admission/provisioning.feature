@needs-kubeApi
Feature: Namespaces that are made when they are needed

  Background:
    Given the API server runs with:
      """
      enable-admission-plugins: NamespaceAutoProvision
      """

  @ADM-9b
  Scenario: Whoever creates something gets its namespace too
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: fresh}}
      """
    Then it is accepted with 201
    And namespace/fresh is:
      """
      status: {phase: Active}
      """

  @ADM-9c
  Scenario: A dry run makes no namespace
    When alice sends POST /api/v1/namespaces/fresh/configmaps?dryRun=All:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is refused with 404 NotFound
    And namespace/fresh does not exist
