using Qujiang.LegKernel;
using Qujiang.Rail;
using Qujiang.ServiceDefaults;

var module = RailModule.Create();
var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("rail");
builder.AddLegKernel(module);
builder.Services.AddRail(module);

var app = builder.Build();
app.MapServiceDefaults();
app.MapLegKernel();
app.MapRail();
await app.RunAsync();
