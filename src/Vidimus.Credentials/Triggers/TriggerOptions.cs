namespace Vidimus.Credentials.Triggers;

/// <summary>Settings of triggers, section <c>Triggers</c>.</summary>
public sealed class TriggerOptions
{
    /// <summary>Days after which what became of an event is removed. Repeat keys stay as long as their trigger.</summary>
    public int KeepDays { get; set; } = 30;
}
