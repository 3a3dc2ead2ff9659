using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Whether what is done counts: live, or a test whose credentials never verify as plainly valid.</summary>
[JsonConverter(typeof(WireEnum<Mode>))]
public enum Mode
{
    /// <summary>For real.</summary>
    Live,

    /// <summary>For trying out.</summary>
    Test,
}

/// <summary>Where a key is used.</summary>
[JsonConverter(typeof(WireEnum<KeyEnvironment>))]
public enum KeyEnvironment
{
    /// <summary>A developer's machine.</summary>
    Development,

    /// <summary>Rehearsal.</summary>
    Staging,

    /// <summary>In earnest.</summary>
    Production,

    /// <summary>Automated builds and tests.</summary>
    Ci,
}

/// <summary>The form of a key: the server's own, or one a compatible surface expects.</summary>
[JsonConverter(typeof(WireEnum<KeyFamily>))]
public enum KeyFamily
{
    /// <summary><c>vdm_…</c></summary>
    Vdm,

    /// <summary><c>vrt_…</c></summary>
    Vrt,

    /// <summary><c>vc_…</c></summary>
    Vc,
}

/// <summary>How a key is meant to be used.</summary>
[JsonConverter(typeof(WireEnum<KeyKind>))]
public enum KeyKind
{
    /// <summary>Sent on each call, or exchanged.</summary>
    [JsonStringEnumMemberName("apiKey")]
    ApiKey,

    /// <summary>Exchanged for access tokens.</summary>
    [JsonStringEnumMemberName("clientToken")]
    ClientToken,
}

/// <summary>Where a key stands.</summary>
[JsonConverter(typeof(WireEnum<KeyState>))]
public enum KeyState
{
    /// <summary>In use.</summary>
    Active,

    /// <summary>Refused until resumed.</summary>
    Suspended,

    /// <summary>Refused for ever.</summary>
    Revoked,

    /// <summary>Past its end.</summary>
    Expired,
}
