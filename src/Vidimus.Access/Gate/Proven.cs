using Vidimus.Access.Keys;
using Vidimus.Access.Tokens;

namespace Vidimus.Access.Gate;

/// <summary>Who was recognised: a key; or a member, by the token of a session or of a client.</summary>
internal sealed record Identified(KeyFacts? Key, Caller Caller, TokenClaims? Token = null);

/// <summary>
/// Who the gate recognised at a request, for requests that the server makes itself on its behalf: they show no key or token
/// once more, so none is ever passed on. A feature of the request, which nothing that is sent can set.
/// </summary>
internal sealed record Proven(Identified Who);
