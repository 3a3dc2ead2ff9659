namespace Vidimus.Platform.Http;

/// <summary>
/// This server makes this request itself, within one that came in and holds a place. Nothing that is sent can say so: it
/// is a feature of the request, set where the request is made.
/// </summary>
public sealed record OwnRequest;
