namespace Vidimus.Platform.Http;

/// <summary>How requests reach this server. Section <c>Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>Accept plain HTTP from other machines. Only for networks that are private to the last metre.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Networks (CIDR) of reverse proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> count.</summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>
    /// Host names under which the server answers, beside its public address, this machine's own names and the address
    /// that a connection came in at. Without a public address and without names every host is answered; <c>*</c> does
    /// that too.
    /// </summary>
    public string[] AllowedHosts { get; set; } = [];

    /// <summary>Largest request body of an ordinary route, in bytes.</summary>
    public long LargestBody { get; set; } = 1_048_576;

    /// <summary>Largest request body of a route that takes lists, in bytes.</summary>
    public long LargestListBody { get; set; } = 8_388_608;
}
