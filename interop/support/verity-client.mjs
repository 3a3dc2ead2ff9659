// A client as those of Verity are: written from its contract alone (names of calls, members read, errors told by status), with nothing of ours in it.
// Verity's own packages are in no registry; base URL and key are all that a user of theirs would change.

export class VerityError extends Error {
  constructor(status, { code, message, hint, details } = {}, headers) {
    super(message ?? `HTTP ${status}`);
    Object.assign(this, { name: this.constructor.name, status, code, hint, details, reset: headers?.get('x-ratelimit-reset') });
  }
}
export class VerityAuthenticationError extends VerityError {}
export class VerityValidationError extends VerityError {}
export class VerityNotFoundError extends VerityError {}
export class VerityRateLimitError extends VerityError {}
const kinds = { 400: VerityValidationError, 401: VerityAuthenticationError, 404: VerityNotFoundError, 429: VerityRateLimitError };

export class VerityClient {
  constructor({ apiKey, baseUrl, timeout = 30_000 }) {
    Object.assign(this, { apiKey, baseUrl: baseUrl.replace(/\/$/, ''), timeout });
  }

  async request(method, path, { params = {}, body, headers = {} } = {}) {
    const url = new URL(`${this.baseUrl}${path}`);
    for (const [name, value] of Object.entries(params)) if (value !== undefined) url.searchParams.append(name, Array.isArray(value) ? value.join(',') : String(value));
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${this.apiKey}`, 'user-agent': 'verity-judge/1.0.0', ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      body: body ? JSON.stringify(body) : undefined,
      signal: AbortSignal.timeout(this.timeout),
    });
    const text = await response.text();
    const json = text ? JSON.parse(text) : { success: true };
    if (!response.ok) throw new (kinds[response.status] ?? VerityError)(response.status, json.error, response.headers);
    return { ...json, status: response.status };
  }

  health = () => this.request('GET', '/health');
  lookupCode = ({ code, codeSystem, jurisdiction, include, fuzzy }) =>
    this.request('GET', '/codes/lookup', { params: { code, code_system: codeSystem, jurisdiction, include, fuzzy: fuzzy === false ? 'false' : 'true' } });
  batchLookupCodes = ({ codes, codeSystem, include }) => this.request('POST', '/codes/batch', { body: { codes, code_system: codeSystem, include } });
  listPolicies = ({ q, mode = 'keyword', policyType, jurisdiction, payer, status = 'active', cursor, limit = 50, include, icd10, format } = {}) =>
    this.request('GET', '/policies', { params: { q, mode, policy_type: policyType, jurisdiction, payer, status, cursor, limit, include, icd10, format } });
  getPolicy = (id, { include } = {}) => this.request('GET', `/policies/${id}`, { params: { include } });
  getPolicyChanges = ({ since, policyId, changeType, cursor, limit = 50 } = {}) =>
    this.request('GET', '/policies/changes', { params: { since, policy_id: policyId, change_type: changeType, cursor, limit } });
  comparePolicies = ({ procedureCodes, policyType, jurisdictions, idempotencyKey }) =>
    this.request('POST', '/policies/compare', { body: { procedure_codes: procedureCodes, policy_type: policyType, jurisdictions }, headers: idempotencyKey ? { 'x-idempotency-key': idempotencyKey } : {} });
  searchCriteria = ({ q, section, policyType, jurisdiction, cursor, limit = 50 }) =>
    this.request('GET', '/coverage/criteria', { params: { q, section, policy_type: policyType, jurisdiction, cursor, limit } });
  evaluateCoverage = ({ policyId, parameters }) => this.request('POST', '/coverage/evaluate', { body: { policy_id: policyId, parameters } });
  listJurisdictions = () => this.request('GET', '/jurisdictions');
  checkPriorAuth = ({ procedureCodes, diagnosisCodes, state, payer = 'medicare', criteriaPage = 1, criteriaPerPage = 25, idempotencyKey }) =>
    this.request('POST', '/prior-auth/check', {
      body: { procedure_codes: procedureCodes, payer, criteria_page: criteriaPage, criteria_per_page: criteriaPerPage, diagnosis_codes: diagnosisCodes, state },
      headers: idempotencyKey ? { 'x-idempotency-key': idempotencyKey } : {},
    });
  validateClaim = (claim) => this.request('POST', '/claims/validate', { body: claim });
  validateClaimLegacy = (claim) => this.request('POST', '/claim-validation', { body: claim });
  researchPriorAuth = (question) => this.request('POST', '/prior-auth/research', { body: question });
  getPriorAuthResearch = (id) => this.request('GET', `/prior-auth/research/${id}`);
  getSpendingByCode = ({ code, codes, year }) => this.request('GET', '/spending/by-code', { params: { code, codes, year } });
  searchDrugFormularyEvidence = ({ q, payer = 'all', limit = 25 }) => this.request('GET', '/drugs/formulary', { params: { q, payer, limit } });
  listWebhooks = () => this.request('GET', '/webhooks');
  createWebhook = (body) => this.request('POST', '/webhooks', { body });
  updateWebhook = (id, body) => this.request('PATCH', `/webhooks/${id}`, { body });
  deleteWebhook = (id) => this.request('DELETE', `/webhooks/${id}`);
  testWebhook = (id) => this.request('POST', `/webhooks/${id}/test`);
  listUnreviewedChanges = ({ changeType, cursor, limit = 50 } = {}) => this.request('GET', '/compliance/unreviewed', { params: { change_type: changeType, cursor, limit } });
  acknowledgeChange = ({ diffId, notes }) => this.request('POST', '/compliance/ack', { body: { diff_id: diffId, notes } });
  bulkAcknowledgeChanges = ({ diffIds, notes }) => this.request('POST', '/compliance/ack/bulk', { body: { diff_ids: diffIds, notes } });
  getComplianceStats = () => this.request('GET', '/compliance/stats');
}
