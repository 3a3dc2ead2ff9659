using Vidimus.Client;

namespace Vidimus.Portal.Integrations;

/// <summary>Forms about keys as calls of the API, and keys as forms.</summary>
internal static class KeyForms
{
    /// <summary>Names of members that stand in the form under another.</summary>
    public static readonly (string Member, string Field)[] Fields =
    [
        ("spendCapDayCents", "capDay"),
        ("spendCapMonthCents", "capMonth"),
        ("rateLimitPerMinute", "rate"),
        ("allowedNetworks", "networks"),
        ("expiresAt", "expires"),
        ("kind", "use"),
        ("allowDirectUse", "use"),
    ];

    /// <summary>What the fields are called.</summary>
    public static readonly IReadOnlyDictionary<string, string> Labels = new Dictionary<
        string,
        string
    >
    {
        ["label"] = "Name",
        ["mode"] = "Mode",
        ["environment"] = "Environment",
        ["family"] = "Key family",
        ["use"] = "How it is used",
        ["scopes"] = "What it may do",
        ["capDay"] = "Spend cap a day",
        ["capMonth"] = "Spend cap a month",
        ["rate"] = "Requests a minute",
        ["expires"] = "Ends after",
        ["networks"] = "From these networks only",
        ["webhook"] = "Webhook for what it does",
    };

    private static readonly Dictionary<string, KeyEnvironment> Environments = new(
        StringComparer.Ordinal
    )
    {
        ["production"] = KeyEnvironment.Production,
        ["staging"] = KeyEnvironment.Staging,
        ["development"] = KeyEnvironment.Development,
        ["ci"] = KeyEnvironment.Ci,
    };

    /// <summary>The form as it is first shown.</summary>
    public static Typed Blank(Visitor visitor) =>
        new(
            new Dictionary<string, string[]>
            {
                ["mode"] = [visitor.Mode],
                ["environment"] = [visitor.Mode == "live" ? "production" : "development"],
                ["family"] = ["vdm"],
                ["use"] = ["exchange"],
                ["scopes"] = ["read"],
            }
        );

    /// <summary>A key as the form in which it is edited.</summary>
    public static Typed Of(Key key) =>
        new(
            new Dictionary<string, string[]>
            {
                ["label"] = [key.Label],
                ["environment"] = [key.Environment.ToString().ToLowerInvariant()],
                ["scopes"] = [.. key.Scopes],
                ["assistant"] = key.ForAssistant ? ["yes"] : [],
                ["capDay"] = [Shown.Amount(key.SpendCapDayCents)],
                ["capMonth"] = [Shown.Amount(key.SpendCapMonthCents)],
                ["rate"] = [$"{key.RateLimitPerMinute}"],
                ["networks"] = [string.Join('\n', key.AllowedNetworks)],
                ["expires"] = [Shown.Day(key.ExpiresAt?.AddTicks(-1))],
            }
        );

    /// <summary>The key that the form asks for; what is wrong is noted in the form.</summary>
    public static NewKey Asked(Typed form)
    {
        if (form.All("scopes").Count == 0)
            form.Refuse("scopes", "Choose at least one.");
        // The endpoint is made after the key, which is shown only once: what can be known before is told before.
        if (form["webhook"] is { } address && !IsAddress(address))
            form.Refuse("webhook", "Enter an address such as https://example.org/hooks.");
        return new()
        {
            Label = form["label"] ?? "",
            Mode = form["mode"] == "live" ? Mode.Live : Mode.Test,
            Environment = Environment(form),
            Family = form["family"] switch
            {
                "vrt" => KeyFamily.Vrt,
                "vc" => KeyFamily.Vc,
                _ => KeyFamily.Vdm,
            },
            Kind = form["use"] == "direct" ? KeyKind.ApiKey : KeyKind.ClientToken,
            AllowDirectUse = form["use"] == "both" ? true : null,
            Scopes = form.All("scopes"),
            ExpiresAt = form.Until("expires"),
            RateLimitPerMinute = form.Number("rate"),
            AllowedNetworks = form.Lines("networks"),
            SpendCapDayCents = form.Cents("capDay"),
            SpendCapMonthCents = form.Cents("capMonth"),
            ForAssistant = form.Has("assistant", "yes") ? true : null,
        };
    }

    /// <summary>The key for orders that the short form asks for; what is wrong is noted in the form.</summary>
    public static NewKey AskedForOrders(Typed form)
    {
        if (form["webhook"] is { } address && !IsAddress(address))
            form.Refuse("webhook", "Enter an address such as https://example.org/hooks.");
        var live = form["mode"] == "live";
        return new()
        {
            Label = form["label"] ?? (live ? "Live orders" : "Sandbox orders"),
            Mode = live ? Mode.Live : Mode.Test,
            Environment = live ? KeyEnvironment.Production : KeyEnvironment.Development,
            Family = KeyFamily.Vc,
            Kind = KeyKind.ApiKey,
            SpendCapDayCents = form.Cents("capDay"),
            SpendCapMonthCents = form.Cents("capMonth"),
        };
    }

    /// <summary>The change from the key as it is to the form; what was emptied is taken away.</summary>
    public static KeyChange Changed(Typed form, Key key)
    {
        if (form.All("scopes").Count == 0)
            form.Refuse("scopes", "Choose at least one.");
        var (before, ends) = (Of(key), form.Until("expires"));
        string[] cleared =
        [
            .. new[]
            {
                ("capDay", "spendCapDayCents"),
                ("capMonth", "spendCapMonthCents"),
                ("expires", "expiresAt"),
            }
                .Where(f => form[f.Item1] is null && before[f.Item1] is not null)
                .Select(f => f.Item2),
        ];
        return new()
        {
            Label = form["label"] ?? "",
            Environment = Environment(form),
            // What stays as it is needs no right to give it.
            Scopes = form.All("scopes").Order().SequenceEqual(key.Scopes.Order())
                ? null
                : form.All("scopes"),
            ExpiresAt = form["expires"] == before["expires"] ? null : ends,
            RateLimitPerMinute = form.Number("rate"),
            AllowedNetworks = form.Lines("networks"),
            SpendCapDayCents = form.Cents("capDay"),
            SpendCapMonthCents = form.Cents("capMonth"),
            ForAssistant =
                form.Has("assistant", "yes") == key.ForAssistant
                    ? null
                    : form.Has("assistant", "yes"),
            Clear = cleared,
        };
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is "https" or "http"
        && address.UserInfo.Length == 0
        && address.Host.Length > 0;

    private static KeyEnvironment Environment(Typed form) =>
        Environments.GetValueOrDefault(form["environment"] ?? "", KeyEnvironment.Development);
}
