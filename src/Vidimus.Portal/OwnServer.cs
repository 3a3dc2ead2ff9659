using Microsoft.AspNetCore.Http;

namespace Vidimus.Portal;

/// <summary>The server that the portal is part of, as its API is called: without a connection, through the whole pipeline.</summary>
public sealed record OwnServer
{
    /// <summary>The pipeline, from its outermost step.</summary>
    public RequestDelegate? Pipeline { get; set; }

    /// <summary>Tells a request that is about to be made (first) which one it is made for (second).</summary>
    public Action<HttpContext, HttpContext> Within { get; set; } = (_, _) => { };
}
