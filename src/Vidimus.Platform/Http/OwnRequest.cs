namespace Vidimus.Platform.Http;

/// <summary>
/// This server makes this request itself, within one that came in and holds a place. Nothing that is sent can say so: it
/// is a feature of the request, set where the request is made.
/// </summary>
/// <param name="RequestId">The id that both go by, where they are one thing to their caller; null for an id of its own.</param>
public sealed record OwnRequest(string? RequestId = null);
