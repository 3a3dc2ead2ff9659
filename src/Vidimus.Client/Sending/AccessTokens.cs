using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>
/// Exchanges the client token for an access token, once for however many callers wait, and keeps it until shortly before its end.
/// A client token that the server refused is not offered again until it is replaced.
/// </summary>
internal sealed class AccessTokens(
    VidimusClientOptions options,
    Func<Call, Task<TokenAnswer>> exchange
)
{
    // No idempotency key: a second exchange only makes a second token, and none should be kept for replay.
    private static readonly Call Exchange = new(HttpMethod.Post, "/v1/auth/token")
    {
        NeedsKey = false,
        Harmless = true,
    };

    private readonly Lock gate = new();
    private Secret? clientToken = options.ClientToken;
    private Task<Held>? current;
    private Task? renewing;
    private Failure? refusal;

    /// <summary>The <c>Authorization</c> value for a call; waits for an exchange where one is needed.</summary>
    public async Task<Authorized> Get(CancellationToken cancellation)
    {
        Task<Held> pending;
        lock (gate)
        {
            if (clientToken is null)
                throw NoKey();
            if (refusal is not null)
                throw new VidimusPermanentException(refusal with { Retries = 0 });
            if (options.UseKeyDirectly)
                return new Authorized(Secret.Of("Bearer " + clientToken.Reveal()), clientToken);
            if (current is null || IsSpent(current))
            {
                var offered = clientToken;
                // Not under the first caller's cancellation: others wait for the same exchange.
                current = Task.Run(() => Obtain(offered), CancellationToken.None);
            }
            pending = current;
        }
        return (await pending.WaitAsync(cancellation)).Authorized;
    }

    /// <summary>
    /// Exchanges anew, whatever is held; callers at the same time share what comes of it. A token that is held stays in use
    /// when that fails.
    /// </summary>
    public async Task Renew(CancellationToken cancellation)
    {
        Task pending;
        lock (gate)
        {
            if (clientToken is null)
                throw NoKey();
            if (options.UseKeyDirectly)
                return;
            var offered = clientToken;
            pending = renewing ??= Task.Run(() => Renewed(offered), CancellationToken.None);
        }
        await pending.WaitAsync(cancellation);
    }

    /// <summary>Forgets an access token that the server no longer takes, unless it has been replaced already.</summary>
    public void Drop(Authorized grant)
    {
        lock (gate)
        {
            if (current is { IsCompletedSuccessfully: true } && current.Result.Authorized == grant)
                current = null;
        }
    }

    public void Replace(Secret replacement)
    {
        lock (gate)
        {
            clientToken = replacement;
            current = null;
            refusal = null;
        }
    }

    /// <summary>Remembers that the server refused the client token, and tells the operator, once per token.</summary>
    public void Refuse(Secret offered, VidimusPermanentException exception)
    {
        lock (gate)
        {
            if (refusal is not null || offered != clientToken)
                return;
            refusal = exception.Failure;
            current = null;
        }
        options.ClientTokenRefused?.Invoke(exception);
    }

    private async Task Renewed(Secret offered)
    {
        try
        {
            var held = await Obtain(offered);
            lock (gate)
            {
                if (offered != clientToken)
                    return;
                current = Task.FromResult(held);
                refusal = null;
            }
        }
        finally
        {
            lock (gate)
                renewing = null;
        }
    }

    private static VidimusPermanentException NoKey() =>
        new(
            new(ErrorCodes.NoKey, "This call needs a key.")
            {
                Hint = "Set ClientToken (or VIDIMUS_KEY) to a key minted in the portal.",
            }
        );

    private bool IsSpent(Task<Held> held) =>
        held.IsFaulted
        || held.IsCanceled
        || (
            held.IsCompletedSuccessfully
            && options.TimeProvider.GetElapsedTime(held.Result.AskedAt) >= held.Result.UsableFor
        );

    private async Task<Held> Obtain(Secret offered)
    {
        // Counted from before the request, so that the token is never thought younger than it is.
        var askedAt = options.TimeProvider.GetTimestamp();
        var call = Exchange with
        {
            Authorization = Offer(offered),
            CorrelationId = Call.NewToken(),
        };
        TokenAnswer token;
        try
        {
            token = await exchange(call);
        }
        catch (VidimusPermanentException exception) when (exception.Status is 401 or 403)
        {
            Refuse(offered, exception);
            throw;
        }
        var life = TimeSpan.FromSeconds(token.ExpiresIn);
        var margin = TimeSpan.FromTicks(Math.Min(TimeSpan.FromSeconds(60).Ticks, life.Ticks / 5));
        var grant = new Authorized(Secret.Of("Bearer " + token.AccessToken), offered);
        return new Held(grant, askedAt, life - margin);
    }

    /// <summary>The portal's ready header goes out as it is; a bare token as Bearer, which the exchange takes too.</summary>
    private static Secret Offer(Secret token) =>
        token.Reveal().StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            ? token
            : Secret.Of("Bearer " + token.Reveal());

    private sealed record Held(Authorized Authorized, long AskedAt, TimeSpan UsableFor);
}

/// <summary>The <c>Authorization</c> value for a call, and the client token it was got with.</summary>
internal sealed record Authorized(Secret Header, Secret ClientToken);

/// <summary>The exchange's answer (RFC 6749 section 5.1).</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("scope")] string Scope
) : IChecked
{
    void IChecked.Check(Checker check)
    {
        check.That(
            AccessToken.Length is > 0 and <= 16384 && AccessToken.All(c => c is > ' ' and <= '~'),
            "access_token"
        );
        check.That(
            string.Equals(TokenType, "Bearer", StringComparison.OrdinalIgnoreCase),
            "token_type"
        );
        check.That(ExpiresIn is >= 1 and <= 86400, "expires_in");
    }
}
