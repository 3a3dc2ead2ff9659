using Microsoft.AspNetCore.Http;

namespace Vidimus.OwnCalls;

/// <summary>This server as its own pages and tools call it: without a connection, through the whole pipeline.</summary>
public sealed record OwnServer
{
    /// <summary>The pipeline, from its outermost step.</summary>
    public RequestDelegate? Pipeline { get; set; }

    /// <summary>Tells a request that is about to be made (first) which one it is made for (second).</summary>
    public Action<HttpContext, HttpContext> Within { get; set; } = (_, _) => { };
}
