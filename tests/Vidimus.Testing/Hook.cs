using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;

namespace Vidimus.Testing;

/// <summary>A webhook endpoint as its owner knows it, and what its receiver got.</summary>
public sealed class Hook
{
    private readonly ConcurrentQueue<string> _secrets = new();
    private readonly Receiver _receiver;
    private readonly string _path;

    private Hook(string id, Receiver receiver, string path) =>
        (Id, _receiver, _path) = (id, receiver, path);

    /// <summary>The endpoint's id.</summary>
    public string Id { get; }

    /// <summary>Its address of the API.</summary>
    public string Path => $"/v1/webhooks/{Id}";

    /// <summary>What came for it, without tests.</summary>
    public IReadOnlyList<Received> Received =>
        [.. _receiver.Received.Where(r => r.Path == _path && r.Kind != "test.ping")];

    /// <summary>Makes an endpoint for a receiver; <paramref name="more"/> begins with a comma.</summary>
    public static async Task<Hook> Make(
        Node node,
        string key,
        Receiver receiver,
        string events = "*",
        string more = ""
    )
    {
        var path = $"/hook/{Guid.NewGuid():N}";
        var url = new Uri(new Uri(receiver.Url), path);
        var made = (
            await node.Post(
                "/v1/webhooks",
                key,
                $$"""{"url":"{{url}}","events":{{JsonSerializer.Serialize(events.Split(' '))}}{{more}}}"""
            )
        ).Should(201);
        var hook = new Hook(made.At("id")!, receiver, path);
        hook.Signs(made.At("secret")!);
        return hook;
    }

    /// <summary>One more secret that its events may be signed with.</summary>
    public void Signs(string secret)
    {
        Output.Plant("webhook secret", secret);
        _secrets.Enqueue(secret);
    }

    /// <summary>
    /// What is wrong with the signatures of a request by a computation of our own (Standard Webhooks 1.0, "Signature
    /// scheme"; and the header with the time in it); null when nothing is.
    /// </summary>
    public string? Fault(Received request)
    {
        var time = request.Headers["webhook-timestamp"];
        if (request.Id.Contains('.', StringComparison.Ordinal))
            return $"{request.Id} holds a dot";
        var symmetric = request.Headers["webhook-signature"].Split(' ');
        if (!_secrets.Any(s => symmetric.Contains($"v1,{Standard(s, request, time)}")))
            return $"{request.Id}: webhook-signature";
        var withTime = request.Headers["Vidimus-Signature"].Split(',');
        return
            withTime[0] == $"t={time}"
            && _secrets.Any(s => withTime.Contains($"v1={WithTime(s, request, time)}"))
            ? null
            : $"{request.Id}: Vidimus-Signature";
    }

    private static string Standard(string secret, Received request, string time) =>
        Convert.ToBase64String(
            HMACSHA256.HashData(
                Convert.FromBase64String(secret["whsec_".Length..]),
                Signed($"{request.Id}.{time}.", request)
            )
        );

    private static string WithTime(string secret, Received request, string time) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Signed($"{time}.", request))
        );

    private static byte[] Signed(string head, Received request) =>
        [.. Encoding.UTF8.GetBytes(head), .. request.Body];
}
