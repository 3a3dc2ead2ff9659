namespace Vidimus.Policies.Codes;

/// <summary>
/// Whether a free text holds what identifies a patient. What does is refused with
/// <see cref="PoliciesProblems.PatientIdentifiers"/>, which never says what was found, and is kept nowhere.
/// </summary>
internal static class PatientText
{
    /// <summary>True when the text holds a patient's name, number, date of birth, address, telephone number or e-mail address.</summary>
    public static bool Holds(string? text) => throw new NotImplementedException();
}
