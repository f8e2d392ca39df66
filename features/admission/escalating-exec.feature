@needs-kubeApi
Feature: Nobody gets into a Pod from which he would get out into its node

  Background:
    Given the API server runs with:
      """
      enable-admission-plugins: DenyEscalatingExec
      disable-admission-plugins: ServiceAccount
      """

  @ADM-12c
  Scenario Outline: Nobody <what> a Pod <whose>
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {<spec>}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/<path>
    Then it is refused with 403 Forbidden

    Examples:
      | what          | whose                          | path            | spec                                                                         |
      | gets into     | that sees its node's processes | exec?command=sh | hostPID: true, containers: [{name: web, image: nginx}]                       |
      | listens in on | that sees its node's processes | attach          | hostPID: true, containers: [{name: web, image: nginx}]                       |
      | gets into     | that shares its node's memory  | exec?command=sh | hostIPC: true, containers: [{name: web, image: nginx}]                       |
      | gets into     | that is in its node's network  | exec?command=sh | hostNetwork: true, containers: [{name: web, image: nginx}]                   |
      | gets into     | with a privileged container    | exec?command=sh | containers: [{name: web, image: nginx, securityContext: {privileged: true}}] |

  @ADM-12c
  Scenario: Whoever gets into a Pod that is kept apart comes as far as its node
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {shareProcessNamespace: true, containers: [{name: web, image: nginx}]}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/exec?command=sh
    Then it is refused with 400 BadRequest
