@needs-kubeApi
Feature: A server that takes nothing any more

  Background:
    Given the API server runs with:
      """
      enable-admission-plugins: AlwaysDeny
      """

  @ADM-5b
  Scenario: Nothing is created
    When alice sends POST /api/v1/namespaces/default/configmaps:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is refused with 403 Forbidden

  @ADM-5b
  Scenario: Nothing is changed
    When alice sends:
      """
      PATCH /api/v1/namespaces/default
      content-type: application/merge-patch+json

      {"metadata": {"labels": {"touched": "yes"}}}
      """
    Then it is refused with 403 Forbidden

  @ADM-5b
  Scenario: Nothing is deleted
    When alice sends DELETE /api/v1/namespaces/kube-node-lease
    Then it is refused with 403 Forbidden

  @ADM-5b @ADM-1h
  Scenario: Nobody is connected
    When alice sends GET /api/v1/namespaces/default/pods/web/exec?command=ls
    Then it is refused with 403 Forbidden

  @ADM-5c
  Scenario: Everything is read
    When alice sends GET /api/v1/namespaces/default
    Then it is accepted with 200
