@needs-kubeApi
Feature: Watching as a table, as kubectl does

  @WATCH-10b
  Scenario: A watch that accepts tables begins with the columns and a row of what exists
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, labels: {app: web}}, data: {colour: red}}
      """
    When alice watches as W:
      """
      GET /api/v1/namespaces/home/configmaps?labelSelector=app=web
      Accept: application/json;as=Table;v=v1;g=meta.k8s.io,application/json
      """
    Then W sees:
      | type  | kind  | apiVersion     | columnDefinitions.0.name | rows.0.cells.0 | rows.0.object.metadata.name |
      | ADDED | Table | meta.k8s.io/v1 | Name                     | settings       | settings                    |

  @WATCH-10c
  Scenario: A watch as a table from a list's resource version has a row for every later change
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as made
    And alice watches as W:
      """
      GET /api/v1/namespaces/home/configmaps?resourceVersion=$made.metadata.resourceVersion
      Accept: application/json;as=Table;v=v1;g=meta.k8s.io,application/json
      """
    And bob patches configmap/settings by merge:
      """
      {data: {size: small}}
      """
    And the answer is remembered as changed
    When bob deletes configmap/settings
    Then W sees:
      | type     | kind  | rows.0.cells.0 | rows.0.cells.1 | rows.0.object.metadata.resourceVersion          |
      | MODIFIED | Table | settings       | 2              | '$changed.metadata.resourceVersion'             |
      | DELETED  | Table | settings       | 2              | !later-than '$changed.metadata.resourceVersion' |

  @WATCH-10a
  Scenario: A watch from a list in the form of a table tells a table reader everything after the list
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    And alice sends:
      """
      GET /api/v1/namespaces/home/configmaps
      Accept: application/json;as=Table;v=v1;g=meta.k8s.io,application/json
      """
    And the answer is remembered as table
    And alice watches as W:
      """
      GET /api/v1/namespaces/home/configmaps?resourceVersion=$table.metadata.resourceVersion
      Accept: application/json;as=Table;v=v1;g=meta.k8s.io,application/json
      """
    And bob patches configmap/one by merge:
      """
      {data: {colour: red}}
      """
    When bob deletes configmap/one
    Then W sees:
      | type     | kind  | rows.0.cells.0 | rows.0.cells.1 |
      | MODIFIED | Table | one            | 1              |
      | DELETED  | Table | one            | 1              |

  @WATCH-10a
  Scenario: A watch from a list of objects tells a reader of objects everything after the list
    Given alice lists configmaps
    And the answer is remembered as list
    And alice watches /api/v1/namespaces/home/configmaps?resourceVersion=$list.metadata.resourceVersion as W
    And bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
      """
    And bob patches configmap/one by merge:
      """
      {data: {colour: red}}
      """
    When bob deletes configmap/one
    Then W sees:
      | type     | object        |
      | ADDED    | configmap/one |
      | MODIFIED | configmap/one |
      | DELETED  | configmap/one |
